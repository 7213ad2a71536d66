-- A rule that has not caught up yet can have been paused several times: each leaves out what was due in it, and nothing
-- between them.
alter table rule_pause drop constraint rule_pause_pkey;
alter table rule_pause add primary key (rule, since);

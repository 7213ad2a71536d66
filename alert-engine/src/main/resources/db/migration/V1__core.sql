-- What the engine has decided and how far it is. Everything that is decided together is written in one transaction.

-- Rules belong to buckets, buckets to the engine that holds the lease. The fence grows with every change of hands: a
-- late writer of an earlier holder is refused.
create table lease (
  bucket smallint primary key,
  owner text,
  fence bigint not null default 0,
  expires_at timestamptz not null default '-infinity'
);
insert into lease (bucket) select generate_series(0, 63);

-- How far a rule is: last_end is the end of the last window done, and moves by compare-and-set only.
create table rule_cursor (
  rule text primary key,
  version text not null,
  last_end timestamptz not null,
  fence bigint not null,
  failing_since timestamptz,
  failing_reason text,
  failures integer not null default 0,
  retry_at timestamptz
);

-- Alerts that are not calm, and groups that are remembered because their absence would matter. Group values may be
-- longer than an index takes, so that a hash of them is the key.
create table alert (
  rule text not null,
  group_id text not null,
  group_values json not null,
  version text not null,
  status text not null,
  severity text,
  since timestamptz,
  timer_from timestamptz,
  episode_id text,
  last_seen timestamptz,
  primary key (rule, group_id)
);

-- What happened while a rule was being caught up and is not yet told to anybody.
create table held_transition (
  number bigint generated always as identity primary key,
  rule text not null,
  transition json not null
);
create index held_transition_rule on held_transition (rule, number);

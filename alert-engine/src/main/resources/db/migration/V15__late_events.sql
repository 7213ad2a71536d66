-- What was decided lately, as long as events may still come late (lateHorizon): enough to see that a window has more
-- events now, to decide again from before it, and to compare. Of one version of a rule, without a gap.

-- A window: hits that it had (-1 if the streams had no event at all), and what its record said, as a digest.
create table past_window (
  rule text not null,
  window_end timestamptz not null,
  hits bigint not null,
  revision integer not null,
  record text not null,
  primary key (rule, window_end)
);

create table past_transition (
  number bigint generated always as identity primary key,
  rule text not null,
  window_end timestamptz not null,
  transition json not null
);
create index past_transition_window on past_transition (rule, window_end);

-- Moments between two windows of which all alerts are known; settings says what the rule was like.
create table past_moment (
  rule text not null,
  window_end timestamptz not null,
  settings text not null,
  primary key (rule, window_end)
);

-- The alerts as they were: what alert gets as a column, this gets too.
create table past_alert (like alert);
alter table past_alert add column window_end timestamptz not null;
create index past_alert_moment on past_alert (rule, window_end);

-- Episodes of which people were told and that are none with the events that came late: what comes back by such a name may be
-- known to them. window_end is where the rule stood then.
create table past_vanished (
  rule text not null,
  window_end timestamptz not null,
  episode_id text not null
);
create index past_vanished_window on past_vanished (rule, window_end);

-- For how long nobody is told of which alerts, by whom and why. A row outlives its end, so that it can be told later why
-- nobody heard.
create table silence (
  id text primary key,
  -- json, not jsonb: a value may be \u0000.
  matchers json not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  author text not null,
  comment text not null,
  created_at timestamptz not null,
  -- Who ended it before its time, which ends_at then is.
  ended_by text
);
create index silence_end on silence (ends_at);

-- What hides other alerts is looked for at each delivery, and most alerts are groups in which nothing is wrong.
create index alert_firing on alert (rule) where status in ('ALERTING', 'RECOVERING');

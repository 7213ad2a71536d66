-- What people are to be told, and how far that is. A row is written with the decision and never loses its place: position
-- is the order in which things were decided.
create table outbox (
  id text primary key,
  position bigint generated always as identity,
  channel text not null,
  group_key text not null,
  episode text not null,
  kind text not null,
  rule text not null,
  not_before timestamptz not null,
  held boolean not null,
  -- json, not jsonb: the order of a group's fields counts, and a log may say \u0000.
  notice json not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'dead')),
  added_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  -- Tries that ended without an answer: after the first one it may be sent once more, not twice.
  unanswered integer not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  answer text,
  reason text
);
create index outbox_open on outbox (channel, group_key, position) where state in ('waiting', 'sending');
create index outbox_episode on outbox (channel, episode, position);
create index outbox_done on outbox (finished_at) where state in ('sent', 'dead');

-- One engine at a time delivers to a channel. next_at is the earliest next try, by this database's clock.
create table delivery_lane (
  channel text primary key,
  owner text,
  fence bigint not null default 0,
  expires_at timestamptz not null default '-infinity',
  next_at timestamptz not null default '-infinity',
  failures integer not null default 0,
  failing_since timestamptz,
  last_failure text,
  last_sent_at timestamptz
);

-- Documents on their way into Elasticsearch. Rows go when the index has them.
create table history_queue (
  position bigint generated always as identity primary key,
  kind text not null,
  id text not null,
  day date not null,
  rule text not null,
  document json not null,
  added_at timestamptz not null default clock_timestamp(),
  -- Set when Elasticsearch will never take it: kept to be looked at, not sent again.
  refused text
);
create index history_queue_rule on history_queue (rule, kind, position);
create index history_queue_open on history_queue (position) where refused is null;

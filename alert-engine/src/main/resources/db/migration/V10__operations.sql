-- The heartbeat: its key, which engine sends, how far the newest beat is, and the last that came out.
create table heartbeat (
  one boolean primary key default true check (one),
  key bytea not null,
  owner text,
  expires_at timestamptz not null default '-infinity',
  number bigint,
  sent_at timestamptz,
  acknowledged_at timestamptz,
  searchable_at timestamptz,
  judged_at timestamptz,
  told_at timestamptz,
  proven_number bigint not null default 0,
  proven_sent_at timestamptz,
  proven_at timestamptz,
  stalled_stage text,
  stalled_since timestamptz,
  stalled_reason text
);

-- Who changed what. Rows are only added, and dropped by age.
create table audit (
  position bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  who text not null,
  what text not null,
  target text not null,
  detail text not null
);
create index audit_at on audit (at);

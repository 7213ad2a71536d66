-- Who has an episode in hand. One row for each, and none that outlives it by more than 90 days: see what was acknowledged when
-- it ends. Undone ones stay as well, with who did that.
create table acknowledgement (
  -- A digest, since group values may be longer than an index takes.
  episode_id text primary key,
  episode text not null,
  rule text not null,
  group_values json not null,
  severity text,
  by_whom text not null,
  comment text not null,
  given_at timestamptz not null,
  until timestamptz,
  undone_at timestamptz,
  undone_by text
);
create index acknowledgement_given on acknowledgement (given_at);

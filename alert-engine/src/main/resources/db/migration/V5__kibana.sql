-- What Kibana last said of its searches and queries, for a start while it is away. Text, not jsonb: a zero character in a
-- title is allowed there and not here.
create table kibana_copy (
  place text primary key,
  copy text not null,
  saved_at timestamptz not null
);

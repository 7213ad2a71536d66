-- Rules that are not evaluated for a while, by whom and why. A row outlives its end until the engine that has the rule
-- has gone on with it: then the history says what was left out, and the row goes in the same transaction.
create table rule_pause (
  rule text primary key,
  since timestamptz not null,
  until timestamptz,
  by_whom text not null,
  comment text not null
);

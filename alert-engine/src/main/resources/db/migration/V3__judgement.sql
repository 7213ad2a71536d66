-- What the last evaluation that judged an alert saw: value, threshold and window. Null until there was one.
alter table alert
  add column judged_value double precision,
  add column judged_threshold double precision,
  add column judged_start timestamptz,
  add column judged_end timestamptz;

-- When an alert changed between firing and not firing, as far as that counts, and since when it flaps. Null for nearly all:
-- a quiet window writes nothing, and a calm alert is kept for it only as long as a change counts.
alter table alert
  add column flap_changes timestamptz[],
  add column flapping_since timestamptz,
  add column flap_worst text;

create index alert_flapping on alert (rule) where flapping_since is not null;

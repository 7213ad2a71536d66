-- Alerts of which people may have been told and that go on, with the name that the outbox has for their episode.
create view open_alert as
  select rule, severity, judged_value, judged_threshold, judged_start, judged_end,
    left(encode(sha256(convert_to(episode_id, 'UTF8')), 'hex'), 40) as episode
  from alert where status in ('ALERTING', 'RECOVERING', 'NO_DATA', 'ERROR');

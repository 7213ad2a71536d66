-- What people are not told of for now (suppressed: told later if it still holds then) or not at all (unsaid), and why. What
-- was suppressed keeps that beside its later fate.
alter table outbox drop constraint outbox_state_check;
alter table outbox add constraint outbox_state_check
  check (state in ('waiting', 'sending', 'sent', 'dead', 'suppressed', 'unsaid'));
alter table outbox add column suppressed_at timestamptz;
alter table outbox add column suppressed_cause text;
alter table outbox add column suppressed_by text;
alter table outbox add column suppressed_reason text;

-- Why an intent is there: a decision's news, or what is told again. The remark is one clause for people.
alter table outbox add column occasion text not null default 'NEWS';
alter table outbox add column remark text not null default '';

-- Alertmanager's timers, as the route said when it was decided.
alter table outbox add column severity text;
alter table outbox add column group_interval_ms bigint not null default 0;
alter table outbox add column repeat_interval_ms bigint not null default 0;

-- Intents of one message have the same; a living message is the one of its life.
alter table outbox add column message text;
alter table outbox add column life text;

create unique index outbox_position on outbox (position);
create index outbox_told on outbox (episode, channel) where state in ('sent', 'dead');
create index alert_open on alert (rule) where status in ('ALERTING', 'RECOVERING', 'NO_DATA', 'ERROR');
create index outbox_suppressed on outbox (channel, position) where state = 'suppressed';
create index outbox_life on outbox (life, position) where life is not null;
create index outbox_recent on outbox (channel, group_key, started_at) where state in ('sending', 'sent');
drop index outbox_done;
create index outbox_done on outbox (finished_at) where state in ('sent', 'dead', 'unsaid');

-- One message that lives: what the channel gave when it posted it, and what it shows.
create table living_message (
  life text primary key,
  channel text not null,
  group_key text not null,
  reference text,
  shown text,
  opened_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz
);
create unique index living_message_open on living_message (channel, group_key) where closed_at is null;

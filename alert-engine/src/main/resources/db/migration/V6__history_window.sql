-- The window that a document is about, so that a range of them can be asked for. A column, not a look into the document:
-- PostgreSQL cannot look into JSON that holds a \u0000. Null if it is about none.
alter table history_queue add column window_end timestamptz;

-- What waits already. In a text every quote is escaped, so that nothing but the field itself looks like this.
update history_queue set window_end =
  substring(document::text from '"window":\{"start":"[^"]*","end":"([^"]*)"')::timestamptz;

drop index history_queue_rule;
create index history_queue_rule on history_queue (rule, kind, window_end, position);

-- Which run of a request made the row or took it over: only that one writes the answer into it. Null
-- where a statement of its own makes row and effect together.
alter table idempotency_key add column run uuid;

-- Who told the event. What account-service told is kept by Kafka for ever and may come again at any
-- time, so its rows stay, as do those without a source.
alter table inbox add column source text;

-- Rows come in the order of time, so a summary of each range of pages finds the old ones, and a new
-- row writes to it next to nothing.
create index idempotency_key_by_time on idempotency_key using brin (created_at);
create index inbox_by_time on inbox using brin (seen_at);

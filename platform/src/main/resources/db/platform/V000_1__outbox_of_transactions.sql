-- One row for all that a transaction tells of one partner, instead of one for each event: a crowd of
-- changes that commits together also leaves together.
alter table outbox rename to outbox_of_events;

create table outbox (
    partner_id     uuid          not null,
    topic          text          not null,
    -- The number of the first event; the others follow it.
    first_sequence bigint        not null,
    event_ids      uuid[]        not null,
    types          text[]        not null,
    occurred_at    timestamptz[] not null,
    -- The trace and the request that each came of, to be followed through every service.
    trace_parents  text[]        not null,
    request_ids    text[]        not null,
    payloads       text[]        not null,

    constraint outbox_of_transactions primary key (partner_id, topic, first_sequence),
    constraint outbox_is_whole check (
        cardinality(event_ids) > 0
        and cardinality(types) = cardinality(event_ids)
        and cardinality(occurred_at) = cardinality(event_ids)
        and cardinality(trace_parents) = cardinality(event_ids)
        and cardinality(request_ids) = cardinality(event_ids)
        and cardinality(payloads) = cardinality(event_ids))
);

insert into outbox
select partner_id, topic, sequence, array[event_id], array[type], array[occurred_at],
       array[trace_parent], array[request_id], array[payload]
from outbox_of_events;

drop table outbox_of_events;

-- It lives for milliseconds: compressing it would cost more than it saves.
alter table outbox alter column payloads set storage external;

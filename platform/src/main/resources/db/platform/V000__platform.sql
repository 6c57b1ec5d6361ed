-- Tables that every service with a database has: how facts leave, arrive and are asked for, once each.

-- The last sequence number told per partner and topic. Its row lock makes the numbers gapless.
create table outbox_position (
    partner_id    uuid   not null,
    topic         text   not null,
    last_sequence bigint not null,

    primary key (partner_id, topic)
);

-- Events written with the change that made them true; deleted once Kafka has them.
create table outbox (
    partner_id   uuid        not null,
    topic        text        not null,
    sequence     bigint      not null,
    event_id     uuid        not null,
    type         text        not null,
    occurred_at  timestamptz not null,
    -- The trace and the request that it came of, to be followed through every service.
    trace_parent text,
    request_id   text,
    payload      text        not null,

    primary key (partner_id, topic, sequence)
);

-- Who publishes: a replica holds the lock of a shard while it sends that shard's events, so that
-- several replicas share the work and no two send one partner's events at once.
create table outbox_shard (
    shard int primary key
);
insert into outbox_shard select generate_series(0, 15);

-- Events that have had their effect. Written in the transaction of the effect.
create table inbox (
    partner_id uuid        not null,
    event_id   uuid        not null,
    seen_at    timestamptz not null,

    primary key (partner_id, event_id)
);

-- Events that could not be handled, and those of the same partner and topic that wait behind them, in order.
create table dead_letter (
    partner_id  uuid        not null,
    topic       text        not null,
    sequence    bigint      not null,
    event_id    uuid        not null,
    type        text        not null,
    source      text        not null,
    occurred_at timestamptz not null,
    payload     text        not null,
    -- Why it failed; null for an event that only waits behind one that did.
    reason      text,
    arrived_at  timestamptz not null,

    primary key (partner_id, topic, sequence, event_id)
);

-- Requests that had their effect, and the answer that they got.
create table idempotency_key (
    partner_id    uuid        not null,
    operation     text        not null,
    key           text        not null,
    -- Of the body and the caller: the same key must come with the same request.
    fingerprint   text        not null,
    -- What the request made or changed; null where it was refused.
    resource_id   uuid,
    -- Until then the first request counts as still running, if it has no answer yet.
    running_until timestamptz not null,
    status        int,
    location      text,
    etag          text,
    content_type  text,
    body          text,
    created_at    timestamptz not null,

    primary key (partner_id, operation, key)
);

-- Sandbox only: how far business time runs ahead of the system's clock. One row.
create table sandbox_clock (
    id             int    primary key check (id = 1),
    offset_micros  bigint not null
);

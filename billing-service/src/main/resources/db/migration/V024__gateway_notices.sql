-- What the gateway told by itself, each once: whatever it sends again is here already.
create table gateway_notice (
    -- The nil partner where it is about no payment of ours.
    partner_id     uuid        not null,
    -- Of its payload, in hexadecimal.
    sha256         text        not null,
    kind           text        not null,
    payment_id     uuid,
    transaction_id text,
    order_id       text,
    -- By the gateway's clock, and by ours.
    told_at        timestamptz not null,
    received_at    timestamptz not null,

    primary key (partner_id, sha256)
);

-- What became of a charge's money, and on which local day.
alter table payment add column settling text;
alter table payment add column settled_on date;
alter table payment add constraint payment_settling_known check (settling in ('SETTLED', 'DECLINED'));

-- Finds the payment that the gateway tells of: it knows the order id alone.
create index payment_of_order on payment (id);

-- A card holder's objection to a charge, as far as it has come.
create table payment_dispute (
    partner_id uuid        not null,
    payment_id uuid        not null,
    -- The gateway's.
    id         text        not null,
    stage      text        not null,
    currency   text        not null,
    amount     numeric     not null,
    opened_on  date,
    told_at    timestamptz not null,

    primary key (partner_id, payment_id, id),
    constraint payment_dispute_of_a_payment foreign key (partner_id, payment_id) references payment,
    constraint payment_dispute_stage_known
        check (stage in ('OPEN', 'UNDER_REVIEW', 'EXPIRED', 'ACCEPTED', 'WON', 'LOST'))
);

-- From which day on an invoice is collected again whose payment came to nothing after it had succeeded.
alter table invoice add column owed_again_on date;

-- The operator who settled a payment of which the gateway never said what became of it.
alter table payment add column decided_by text;

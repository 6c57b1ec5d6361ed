-- A comparison of all books that an operator asked for, under the nil partner.
create table reconciliation (
    partner_id   uuid        not null,
    id           uuid        not null,
    -- The charges that are compared: those begun from then to then.
    since        timestamptz not null,
    until        timestamptz not null,
    requested_at timestamptz not null,
    requested_by text        not null,

    primary key (partner_id, id)
);

-- How far a comparison is in each of its parts. The one that never ends has the nil id.
create table reconciliation_part (
    partner_id  uuid        not null,
    run_id      uuid        not null,
    part        text        not null,
    -- Where it goes on: the begin of the next charges, or the last plan that was compared.
    place       text        not null,
    compared    bigint      not null,
    -- When it last began at the beginning, and when it last was at its end.
    begun_at    timestamptz not null,
    finished_at timestamptz,
    -- When its next step is due: whoever takes it up moves this on, so that another does it if that one dies.
    due_at      timestamptz not null,
    -- Why the last step could not be done.
    failure     text,

    primary key (partner_id, run_id, part),
    constraint reconciliation_part_known check (part in ('PAYMENTS', 'SUPPLY', 'INVOICES'))
);

create index reconciliation_part_due on reconciliation_part (due_at);

insert into reconciliation_part
select '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', part, '', 0, now(), null, now(), null
from unnest(array ['PAYMENTS', 'SUPPLY', 'INVOICES']) part;

-- Where books differ. Those of the comparison that never ends are gone once they differ no more.
create table reconciliation_finding (
    -- The nil partner where it is about nobody of ours.
    partner_id uuid        not null,
    run_id     uuid        not null,
    kind       text        not null,
    about      text        not null,
    ours       text        not null,
    theirs     text        not null,
    found_at   timestamptz not null,
    seen_at    timestamptz not null,

    primary key (partner_id, run_id, kind, about)
);

create index reconciliation_finding_of_run on reconciliation_finding (run_id);

-- Finds the payments whose charges may lie in a time.
create index payment_sent on payment (sent_at);
-- Finds all charges for one thing.
create index payment_of_purpose on payment (partner_id, purpose, purpose_id);

-- What seat-service's events say that a plan supplies, kept apart from what billing makes of them.
create table plan_supply (
    partner_id uuid not null,
    plan_id    uuid not null,
    seats      int  not null,

    primary key (partner_id, plan_id)
);

-- Whether seat-service has told that a paid purchase was delivered; those before this was kept count as that.
alter table charge add column delivered boolean not null default true;
alter table charge alter column delivered set default false;

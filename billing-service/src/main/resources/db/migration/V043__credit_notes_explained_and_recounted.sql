-- What a credit note that was issued by itself took off which invoices, by its lines: that is owed no more, or paid back.
create table credit_part (
    partner_id uuid    not null,
    credit_id  uuid    not null,
    position   int     not null,
    invoice_id uuid    not null,
    amount     numeric not null,

    primary key (partner_id, credit_id, position, invoice_id),
    constraint credit_part_of_a_line foreign key (partner_id, credit_id, position) references invoice_line,
    constraint credit_part_of_an_invoice foreign key (partner_id, invoice_id) references invoice,
    constraint credit_part_takes_something check (amount > 0)
);

-- Finds what was taken off an invoice.
create index credit_part_taken_off on credit_part (partner_id, invoice_id);

-- Where a line gives back what a period was charged for seats that it did not have: the period as it was charged.
create table credit_working (
    partner_id      uuid    not null,
    credit_id       uuid    not null,
    position        int     not null,
    period_start    date    not null,
    period_end      date    not null,
    period_days     int     not null,
    catalog_version text    not null,
    program         text    not null,
    -- By code, separated by commas.
    add_ons         text    not null,
    seats           int     not null,
    seats_without   int     not null,
    -- The paid fee level, the exact sum times period_days, and the sum charged.
    paid_fee        numeric not null,
    fee_days        numeric not null,
    charged         numeric not null,

    primary key (partner_id, credit_id, position),
    constraint credit_working_of_a_line foreign key (partner_id, credit_id, position) references invoice_line,
    constraint credit_working_has_fewer_seats check (seats_without >= 0 and seats_without <= seats)
);

-- What was heard of seats that came to a plan, kept apart from what billing makes of it, so that a period's invoices can be
-- counted anew. A partner's is whole if it has the row OPENED, which was its first.
create table seats_heard (
    partner_id uuid        not null,
    plan_id    uuid        not null,
    -- OPENED: the plan began with them. Else the seat change, or the transfer in the partner's ledger.
    cause      text        not null,
    -- In this order.
    sequence   bigint      not null,
    at         timestamptz not null,
    seats      int         not null,
    -- What was confirmed may not come.
    came       boolean     not null,

    primary key (partner_id, plan_id, cause),
    constraint seats_heard_not_negative check (seats >= 0)
);

-- The first day of the period that ran when it was heard, where that was not the one that it was about.
alter table supply_reduction add column heard_in date;

-- Since when seat-service tells of a plan: one that billing does not have may only be heard of later.
alter table plan_supply add column first_told_at timestamptz not null default now();

-- The same the other way round: since when billing has it, by the machine's clock. Null: from before this was noted.
alter table plan add column known_since timestamptz;
alter table plan alter column known_since set default now();

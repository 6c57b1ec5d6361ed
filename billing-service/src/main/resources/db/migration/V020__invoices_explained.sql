-- How a charge within a period was computed, found by what the invoice's line names as its cause: so that every cent can
-- be accounted for. Of seats that were told of late there is one for each period since then.
create table charge_working (
    partner_id      uuid    not null,
    plan_id         uuid    not null,
    cause_type      text    not null,
    cause_id        text    not null,
    period_start    date    not null,
    period_end      date    not null,
    -- The first day charged, and how many days of how many that makes.
    charged_on      date    not null,
    days            int     not null,
    period_days     int     not null,
    catalog_version text    not null,
    -- What the plan was before, and what was added to it; add-ons by code, separated by commas.
    program         text    not null,
    add_ons         text    not null,
    seats           int     not null,
    added_seats     int     not null,
    new_program     text,
    new_add_ons     text    not null,
    currency        text    not null,
    -- The paid fee level before and by how much it rises; the exact sum before, times period_days; the sum charged before.
    fee_before      numeric not null,
    fee_rise        numeric not null,
    fee_days_before numeric not null,
    charged_before  numeric not null,
    amount          numeric not null,
    -- Whether its period had closed already, so that the fee of the next one did not count it.
    late            boolean not null,
    taken_back      boolean not null default false,
    -- The transfers of the partner's seat ledger that brought the seats; null before they are told, and where none were.
    first_transfer  bigint,
    last_transfer   bigint,

    primary key (partner_id, plan_id, cause_type, cause_id, period_start),
    constraint charge_working_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint charge_working_cause_known check (cause_type in ('SEAT_CHANGE', 'LEDGER_RANGE', 'PLAN_CHANGE')),
    constraint charge_working_not_negative
        check (fee_before >= 0 and fee_rise >= 0 and fee_days_before >= 0 and charged_before >= 0 and amount >= 0
            and seats >= 0 and added_seats >= 0),
    constraint charge_working_of_days_of_the_period
        check (days between 1 and period_days and charged_on >= period_start and charged_on < period_end),
    constraint charge_working_transfers_in_order
        check ((first_transfer is null) = (last_transfer is null) and first_transfer <= last_transfer)
);

-- Finds what was added within a period.
create index charge_working_of_period on charge_working (partner_id, plan_id, period_start);

-- What the client was called when it was created: whom the invoices of a plan of its own name.
alter table billed_client add column name text;

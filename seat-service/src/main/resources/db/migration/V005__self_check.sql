-- How far each partner's ledger has been compared with the balances, and what was found. No foreign key: a key
-- would lock the ledger's row, for which a decision might wait.
create table seat_ledger_check (
    partner_id uuid   primary key,
    -- Every transfer up to this number has been looked at.
    checked_to bigint not null,

    constraint seat_ledger_check_counts_upwards check (checked_to >= 0)
);

-- What the transfers up to there come to for each client, added up as they were looked at.
create table client_seats_checked (
    partner_id    uuid not null,
    client_id     uuid not null,
    free          int  not null,
    in_use        int  not null,
    complimentary int  not null,
    direct        int  not null,

    primary key (partner_id, client_id)
);

-- Where ledger and balances differ: found by the self-check, gone when a verification finds it no more.
create table seat_ledger_difference (
    partner_id   uuid        not null,
    -- What differs, such as FIGURES 17: found once, told once.
    about        text        not null,
    ledger_says  text        not null,
    balances_say text        not null,
    -- System time.
    found_at     timestamptz not null,

    primary key (partner_id, about)
);

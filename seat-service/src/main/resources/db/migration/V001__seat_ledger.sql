-- One row per partner: the balances of its own accounts and the sums over its clients. Its row lock
-- orders every decision about that partner's seats.
create table seat_ledger (
    partner_id    uuid   primary key,
    -- The number of the last transfer.
    sequence      bigint not null,
    -- The negative balance of PLAN, the source of all other seats of the partner.
    supply        int    not null,
    available     int    not null,
    internal      int    not null,
    retiring      int    not null,
    reserved      int    not null,
    -- What all accounts of all clients hold together.
    allocated     int    not null,
    -- Seats of all clients in Setup or Trial; no part of the supply.
    complimentary int    not null,
    -- Seats that confirmed changes are buying: not in the ledger yet, yet within the limit.
    on_order      int    not null,
    -- The most seats that the plan may have; null: no limit of the partner's own.
    supply_limit  int,
    -- When the last billing period that billing told of ends; null: none yet.
    period_end    timestamptz,
    -- The retiring seats by when they leave: [{"at", "dated", "seats"}].
    retiring_lots jsonb  not null,

    -- Invariants 2 and 3 of the ledger. SeatLedger keeps them too: the pair catches a bug in either.
    constraint seat_ledger_no_account_below_zero
        check (least(supply, available, internal, retiring, reserved, allocated, complimentary, on_order) >= 0),
    constraint seat_ledger_adds_up
        check (supply = available + internal + retiring + reserved + allocated),
    constraint seat_ledger_retiring_seats_know_when_they_leave
        check ((retiring = 0) = (retiring_lots = '[]'))
);

-- One row per client: the balances of its accounts. It is there before the client's first seat.
create table client_seats (
    partner_id    uuid not null,
    client_id     uuid not null,
    -- Where its seats come from and go back to.
    source        text not null,
    free          int  not null,
    in_use        int  not null,
    -- Balances of sources: zero, or the negative number of seats that sprang from there.
    complimentary int  not null,
    direct        int  not null,

    primary key (partner_id, client_id),
    constraint client_seats_of_a_partner foreign key (partner_id) references seat_ledger,
    constraint client_seats_known_source check (source in ('PLAN', 'COMPLIMENTARY', 'DIRECT')),
    constraint client_seats_not_below_zero check (free >= 0 and in_use >= 0),
    constraint client_seats_source_not_above_zero check (complimentary <= 0 and direct <= 0),
    constraint client_seats_have_one_source
        check ((source = 'COMPLIMENTARY' or complimentary = 0) and (source = 'DIRECT' or direct = 0)),
    -- Nobody holds fewer seats than sprang from its own sources: the rest is the partner's.
    constraint client_seats_owe_the_partner_nothing check (free + in_use + complimentary + direct >= 0)
);

-- Seats that went from one account to another; never changed, never deleted. The balances above are
-- the sums of these.
create table seat_transfer (
    partner_id        uuid        not null,
    sequence          bigint      not null,
    previous_sequence bigint      generated always as (nullif(sequence - 1, 0)) stored,
    from_account      text        not null,
    to_account        text        not null,
    -- The client of either account; null between the partner's own.
    client_id         uuid,
    seats             int         not null,
    reason            text        not null,
    -- The seat change that moved the seats; null where none did.
    change_id         uuid,
    actor             text        not null,
    occurred_at       timestamptz not null,

    primary key (partner_id, sequence),
    -- Invariant 4: every transfer but the first follows one that is there.
    constraint seat_transfer_gapless
        foreign key (partner_id, previous_sequence) references seat_transfer (partner_id, sequence),
    constraint seat_transfer_begins_with_one check (sequence > 0),
    constraint seat_transfer_moves_seats check (seats > 0),
    constraint seat_transfer_has_two_sides check (from_account <> to_account),
    constraint seat_transfer_known_accounts check (
        from_account in ('PLAN', 'AVAILABLE', 'INTERNAL', 'RETIRING', 'RESERVED',
                         'CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')
        and to_account in ('PLAN', 'AVAILABLE', 'INTERNAL', 'RETIRING', 'RESERVED',
                           'CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')),
    constraint seat_transfer_names_its_client check (
        (client_id is not null)
        = (from_account in ('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')
           or to_account in ('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')))
);

-- The ledger at a past instant sums up what had happened by then.
create index seat_transfer_by_time on seat_transfer (partner_id, occurred_at);

-- What billing was answered about the end of a period; it gets the same answer whenever it asks again.
create table supply_at_period_end (
    partner_id      uuid        not null,
    period_end      timestamptz not null,
    seats_left      int         not null,
    supply_after    int         not null,
    ledger_sequence bigint      not null,

    primary key (partner_id, period_end),
    constraint supply_at_period_end_of_a_partner foreign key (partner_id) references seat_ledger
);

-- What was asked to be done with seats, and what has become of it.
create table seat_change (
    partner_id         uuid        not null,
    id                 uuid        not null,
    version            int         not null,
    action             text        not null,
    client_id          uuid,
    seats              int         not null,
    on_shortfall       text        not null,
    requested_by       text        not null,
    created_at         timestamptz not null,

    status             text        not null,
    -- Seats beyond what there was when it was last looked at.
    shortfall          int         not null,
    -- Retiring seats that it takes back, as of then.
    kept               int         not null,
    -- Its current price; null while there is none.
    quote              jsonb,
    -- How many prices it has been given.
    quoted             int         not null,

    -- How many times billing was asked about it, when last (system time), and with which asking the
    -- open question began.
    attempt            int         not null,
    asked_at           timestamptz,
    asked_since        int,
    -- Until when it waits for a price or a confirmation (business time).
    open_until         timestamptz,

    -- What is set aside for it while its payment is under way, and who agreed to which price.
    reserved_available int,
    reserved_retiring  jsonb,
    confirmed_quote_id uuid,
    confirmed_at       timestamptz,
    confirmed_by       text,

    -- Why it came to nothing: the problem's slug, a sentence, and figures such as {"most": 3}.
    reason             text,
    reason_detail      text,
    reason_figures     jsonb,
    ended_at           timestamptz,

    primary key (partner_id, id),
    constraint seat_change_of_a_partner foreign key (partner_id) references seat_ledger,
    constraint seat_change_known_action check (action in ('PURCHASE', 'RETIRE', 'KEEP', 'ALLOCATE', 'RETURN')),
    constraint seat_change_names_its_client check (action not in ('ALLOCATE', 'RETURN') or client_id is not null),
    constraint seat_change_of_a_sensible_size check (seats between 1 and 1000000),
    constraint seat_change_counts_upwards check (least(shortfall, kept, quoted, attempt) >= 0 and version >= 1),
    constraint seat_change_known_status check (status in
        ('QUOTING', 'AWAITING_CONFIRMATION', 'PURCHASING',
         'COMPLETED', 'DECLINED', 'REJECTED', 'CANCELLED', 'EXPIRED')),
    constraint seat_change_waits_for_an_end
        check ((open_until is not null) = (status in ('QUOTING', 'AWAITING_CONFIRMATION'))),
    constraint seat_change_asks_before_it_waits
        check ((asked_since is not null and asked_at is not null) or status not in ('QUOTING', 'PURCHASING')),
    constraint seat_change_is_confirmed_at_a_price check (status <> 'AWAITING_CONFIRMATION' or quote is not null),
    constraint seat_change_reserves_while_it_is_paid_for
        check ((status = 'PURCHASING') = (reserved_available is not null)
               and (status = 'PURCHASING') = (reserved_retiring is not null)
               and (status = 'PURCHASING') <= (confirmed_at is not null and confirmed_by is not null)),
    constraint seat_change_says_why_not check ((reason is not null) = (status in ('DECLINED', 'REJECTED'))),
    constraint seat_change_ends_once
        check ((ended_at is not null)
               = (status in ('COMPLETED', 'DECLINED', 'REJECTED', 'CANCELLED', 'EXPIRED')))
);

-- Lists by status, newest first: ids made later sort later.
create index seat_change_by_status on seat_change (partner_id, status, id);

-- The few changes that still wait for something: looked through for those whose time has come.
create index seat_change_open on seat_change (partner_id, id)
    where status in ('QUOTING', 'AWAITING_CONFIRMATION', 'PURCHASING');

-- Append-only, also against a slip of this service's own. (Checking the foreign key locks the row before,
-- for which some column must be updatable: this one is computed and cannot be set.)
revoke update, delete, truncate on seat_transfer from current_user;
grant update (previous_sequence) on seat_transfer to current_user;

-- What billing last told of each price list: the codes that a partner's plan may name. All under the nil partner,
-- since no partner owns them.
create table catalog (
    partner_id     uuid   not null,
    currency       text   not null,
    effective_from date   not null,
    version        text   not null,
    programs       text[] not null,
    add_ons        text[] not null,

    primary key (partner_id, currency, effective_from)
);

-- The parent accounts.
create table partner (
    partner_id            uuid        not null,
    name                  text        not null,
    program               text        not null,
    billing_interval      text        not null,
    currency              text        not null,
    time_zone             text        not null,
    billing_anchor_day    int,
    seats                 int         not null,
    add_ons               text[]      not null,
    supply_limit          int,
    proration_collection  text        not null,
    -- Whether a card came with the registration, so that a first payment is tried.
    has_card              boolean     not null,
    status                text        not null,
    -- What other services have told of it so far; the registration is answered once all of it has come.
    ledger_opened_at      timestamptz,
    first_invoice_at      timestamptz,
    first_payment_at      timestamptz,
    created_by            text        not null,
    created_at            timestamptz not null,
    version               bigint      not null,

    primary key (partner_id),
    constraint partner_status check (status in ('ACTIVE', 'PAST_DUE')),
    constraint partner_billing_interval check (billing_interval in ('MONTHLY', 'ANNUAL')),
    constraint partner_proration_collection check (proration_collection in ('IMMEDIATE', 'NEXT_INVOICE')),
    constraint partner_anchor_day_in_month check (billing_anchor_day between 1 and 31),
    constraint partner_seats_in_range check (seats between 0 and 1000000),
    constraint partner_supply_limit_not_negative check (supply_limit >= 0)
);

-- People of a partner, or of one of its clients.
create table account_user (
    partner_id uuid        not null,
    user_id    uuid        not null,
    client_id  uuid,
    email      text        not null,
    name       text        not null,
    role       text        not null,
    created_at timestamptz not null,

    primary key (partner_id, user_id),
    constraint account_user_email_lower check (email = lower(email))
);

-- One address, one user of an account.
create unique index account_user_email_taken
    on account_user (partner_id, coalesce(client_id, '00000000-0000-0000-0000-000000000000'), email);

-- The sign-in that a user is to have in Keycloak: written with the user, made true in the background.
create table identity (
    partner_id      uuid        not null,
    user_id         uuid        not null,
    state           text        not null,
    keycloak_id     text,
    -- Sandbox only: the hash of a password that was given, as Keycloak stores it. Forgotten once Keycloak has it.
    secret_data     text,
    credential_data text,
    tries           int         not null,
    due_at          timestamptz not null,
    last_failure    text,

    primary key (partner_id, user_id),
    constraint identity_of_user foreign key (partner_id, user_id) references account_user,
    constraint identity_state check (state in ('PENDING', 'INVITING', 'DONE')),
    constraint identity_known_to_keycloak check (state = 'PENDING' or keycloak_id is not null),
    constraint identity_keeps_no_secret check (state = 'PENDING' or secret_data is null)
);

-- What is to be done next is found without reading what is done.
create index identity_due on identity (due_at) where state <> 'DONE';

-- The child accounts.
create table client (
    partner_id      uuid        not null,
    client_id       uuid        not null,
    name            text        not null,
    status          text        not null,
    -- FORMING until it is certain that it gets its seats; GONE where it did not, so that it does not exist for anyone.
    existence       text        not null,
    billing_manager text        not null,
    on_trial_end    text        not null,
    external_id     text,
    purchase_order  text,
    seats           int         not null,
    in_use          int         not null,
    -- The seat change that it was made with; null where it asked for no seats.
    seat_change_id  uuid,
    created_by      text        not null,
    created_at      timestamptz not null,
    version         bigint      not null,

    primary key (partner_id, client_id),
    constraint client_of_partner foreign key (partner_id) references partner,
    constraint client_status check (status in ('SETUP', 'TRIAL', 'ACTIVE', 'DISABLED')),
    constraint client_existence check (existence in ('FORMING', 'LISTED', 'GONE')),
    constraint client_billing_manager check (billing_manager in ('PARTNER', 'VENDOR')),
    constraint client_on_trial_end check (on_trial_end in ('DISABLE', 'ACTIVATE')),
    constraint client_uses_what_it_has check (in_use between 0 and seats)
);

create index client_external_id on client (partner_id, external_id) where external_id is not null;

-- Seat changes that clients were made with, as seat-service tells of them.
create table client_seat_change (
    partner_id   uuid        not null,
    change_id    uuid        not null,
    client_id    uuid        not null,
    on_shortfall text        not null,
    seats        int         not null,
    status       text        not null,
    shortfall    int         not null,
    -- Whether someone was asked to confirm a price: then the client stays, whatever the answer.
    asked        boolean     not null,
    quote        text,
    reason       text,
    detail       text,
    requested_by text        not null,
    created_at   timestamptz not null,
    completed_at timestamptz,

    primary key (partner_id, change_id),
    constraint client_seat_change_of_client foreign key (partner_id, client_id) references client,
    constraint client_seat_change_on_shortfall check (on_shortfall in ('ASK', 'PURCHASE', 'REJECT')),
    constraint client_seat_change_seats_in_range check (seats between 1 and 1000000)
);

-- Who changed what, through what, and what it was before. Only ever added to, in the transaction of the change.
create table audit_entry (
    partner_id   uuid        not null,
    entry_id     uuid        not null,
    occurred_at  timestamptz not null,
    actor        text        not null,
    through      text        not null,
    action       text        not null,
    subject      text        not null,
    subject_id   uuid        not null,
    state_before jsonb,
    state_after  jsonb,

    primary key (partner_id, entry_id)
);

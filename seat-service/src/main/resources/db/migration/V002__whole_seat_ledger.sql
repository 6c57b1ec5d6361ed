-- Users' seats, plans of the clients' own, and limits. Existing rows take the value that says "none".

alter table seat_ledger
    -- When the last transfer happened: time in one ledger never runs backwards.
    add column last_at timestamptz;

update seat_ledger l
set last_at = (select max(t.occurred_at) from seat_transfer t where t.partner_id = l.partner_id);

alter table seat_ledger
    add constraint seat_ledger_knows_its_last_transfer check ((sequence = 0) = (last_at is null));

alter table client_seats
    -- Disabled: it may give seats back and do nothing else.
    add column disabled            boolean not null default false,
    -- The most seats that it may come to have; null: no limit.
    add column seat_limit          int,
    -- The most seats that it may come to have in Setup or Trial.
    add column complimentary_limit int     not null default 100,
    -- Seats that confirmed changes are bringing it: not in its accounts yet, yet within its limit.
    add column on_order            int     not null default 0,
    -- Free seats that a purchase on its own plan takes back, while its payment is under way.
    add column held                int     not null default 0,
    -- Seats of its own plan that it has given up, by when they leave: [{"at", "dated", "seats"}].
    add column retiring_lots       jsonb   not null default '[]',
    -- When the last period of its own plan that billing told of ends; null: none known.
    add column period_end          timestamptz,

    add constraint client_seats_limits_not_below_zero
        check (complimentary_limit >= 0 and (seat_limit is null or seat_limit >= 0)),
    add constraint client_seats_on_order_not_below_zero check (on_order >= 0),
    -- Held and given-up seats are free ones (the sum of the lots is beyond SQL's constraints).
    add constraint client_seats_held_are_free check (held between 0 and free),
    add constraint client_seats_gives_up_seats_of_its_own_plan
        check (source = 'DIRECT' or (retiring_lots = '[]' and period_end is null)),
    -- Complimentary and direct seats are all that a client with that source has.
    add constraint client_seats_spring_from_their_source
        check (source = 'PLAN' or free + in_use + complimentary + direct = 0);

alter table client_seats
    alter column disabled drop default,
    alter column complimentary_limit drop default,
    alter column on_order drop default,
    alter column held drop default,
    alter column retiring_lots drop default;

-- One row per user with a seat. Invariant 5: a holder has as many of these as seats in use.
create table seat_occupant (
    partner_id uuid        not null,
    user_id    uuid        not null,
    -- The client that holds the seat; null: the partner, whose users' seats are internal.
    client_id  uuid,
    since      timestamptz not null,

    -- Nobody occupies two seats.
    primary key (partner_id, user_id),
    constraint seat_occupant_of_a_partner foreign key (partner_id) references seat_ledger,
    constraint seat_occupant_of_a_client foreign key (partner_id, client_id) references client_seats
);

-- All users of a client lose their seats at once when it is released.
create index seat_occupant_by_holder on seat_occupant (partner_id, client_id);

alter table seat_change
    -- The users that it is to seat; those who are removed meanwhile are no longer among them.
    add column users  uuid[]  not null default '{}',
    -- Whether the client's own plan pays for it, and not the partner's.
    add column direct boolean not null default false,

    drop constraint seat_change_known_action,
    add constraint seat_change_known_action
        check (action in ('PURCHASE', 'RETIRE', 'KEEP', 'ALLOCATE', 'RETURN', 'OCCUPY')),
    add constraint seat_change_seats_users_it_names
        check (cardinality(users) <= case when action = 'OCCUPY' then seats else 0 end),
    add constraint seat_change_on_a_plan_of_its_clients_own
        check (not direct or client_id is not null),
    -- What a client's own plan pays for sets nothing of the partner's aside.
    add constraint seat_change_takes_no_partners_seats_for_a_direct_plan
        check (not direct or coalesce(reserved_available, 0) = 0);

alter table seat_change
    alter column users drop default,
    alter column direct drop default;

-- The open changes that a user who is removed may be waiting on.
create index seat_change_open_by_user on seat_change using gin (users)
    where status in ('QUOTING', 'AWAITING_CONFIRMATION', 'PURCHASING');

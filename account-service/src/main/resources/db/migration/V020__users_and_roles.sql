-- Roles that an account made for itself, beside ADMIN and MEMBER, which everyone has.
create table account_role (
    partner_id  uuid        not null,
    role_id     uuid        not null,
    -- The client whose role it is; null: the partner's own.
    client_id   uuid,
    name        text        not null,
    permissions text[]      not null,
    created_by  text        not null,
    created_at  timestamptz not null,

    primary key (partner_id, role_id),
    constraint account_role_is_not_built_in check (upper(name) not in ('ADMIN', 'MEMBER'))
);

-- One name, one role of an account, whatever the case.
create unique index account_role_name_taken
    on account_role (partner_id, coalesce(client_id, '00000000-0000-0000-0000-000000000000'), lower(name));

-- Seat changes that users wait for, as seat-service tells of them. One may seat several users.
create table user_seat_change (
    partner_id       uuid        not null,
    change_id        uuid        not null,
    client_id        uuid,
    seats            int         not null,
    status           text        not null,
    shortfall        int         not null,
    quote            text,
    reason           text,
    detail           text,
    -- The client whose own plan pays, whose people alone see its amounts; null: the partner's plan.
    paying_client_id uuid,
    requested_by     text        not null,
    created_at       timestamptz not null,
    completed_at     timestamptz,
    -- By the system's clock: when seat-service was last asked, or last told something.
    asked_at         timestamptz not null,

    primary key (partner_id, change_id),
    constraint user_seat_change_status check (status in
        ('QUOTING', 'AWAITING_CONFIRMATION', 'PURCHASING', 'COMPLETED', 'DECLINED', 'CANCELLED', 'EXPIRED', 'REJECTED'))
);

-- What nobody answered is found without reading what is over.
create index user_seat_change_unanswered on user_seat_change (asked_at) where status in ('QUOTING', 'PURCHASING');

-- Users so far are the administrators that partners were registered with: they take no seat.
alter table account_user
    add column state          text   not null default 'SEATLESS',
    add column permissions    text[] not null default '{}',
    add column seat_change_id uuid,
    add column version        bigint not null default 1,
    add column removed_at     timestamptz,
    add constraint account_user_state check (state in ('SEATLESS', 'SEATED', 'AWAITING_SEAT', 'SUSPENDED', 'REMOVED')),
    add constraint account_user_waits_for_a_change check (state <> 'AWAITING_SEAT' or seat_change_id is not null),
    add constraint account_user_removed_once check ((state = 'REMOVED') = (removed_at is not null)),
    add constraint account_user_change foreign key (partner_id, seat_change_id) references user_seat_change;
alter table account_user alter column state drop default;

-- One address, one user of an account; who was removed may come again.
drop index account_user_email_taken;
create unique index account_user_email_taken
    on account_user (partner_id, coalesce(client_id, '00000000-0000-0000-0000-000000000000'), email)
    where state <> 'REMOVED';

create index account_user_of_account on account_user (partner_id, client_id, user_id);
create index account_user_of_change on account_user (partner_id, seat_change_id) where seat_change_id is not null;

-- What a sign-in is to be in Keycloak, and who works on it: a wish that changes meanwhile is seen by its revision.
alter table identity
    add column wanted       text        not null default 'ENABLED',
    add column invited      boolean     not null default false,
    add column revision     bigint      not null default 1,
    add column leased_until timestamptz,
    add constraint identity_wanted check (wanted in ('ENABLED', 'DISABLED', 'GONE')),
    -- Also one that is not wanted, or not any more, may be settled without being there.
    drop constraint identity_known_to_keycloak,
    add constraint identity_known_to_keycloak
        check (state = 'PENDING' or wanted <> 'ENABLED' or keycloak_id is not null),
    -- Sandbox only: until its user has a seat, a sign-in that is to be has the hash that it was given.
    drop constraint identity_keeps_no_secret,
    add constraint identity_keeps_no_secret
        check (keycloak_id is null or secret_data is null);
update identity set invited = (state = 'DONE' or secret_data is not null);

-- A plan of a client that the vendor bills may end: at once, when the partner is billed for the client again, or with
-- its period, when the client was disabled. One that began again is the same row with a later start.
alter table plan add column ends_with_period boolean not null default false;
alter table plan add column ended_at timestamptz;
-- A partner's own plan never ends.
alter table plan add constraint plan_of_a_partner_does_not_end
    check (plan_id <> partner_id or (not ends_with_period and ended_at is null));

drop index plan_due;
create index plan_due on plan (period_ends_at) where ended_at is null;

-- What account-service has told of a client, as far as it says when its own plan begins and ends.
create table billed_client (
    partner_id     uuid    not null,
    client_id      uuid    not null,
    billing_manager text   not null,
    -- Its seats cost nothing yet: it is in Setup or Trial, or was disabled there.
    complimentary  boolean not null,
    disabled       boolean not null,

    primary key (partner_id, client_id),
    constraint billed_client_manager_known check (billing_manager in ('PARTNER', 'VENDOR'))
);

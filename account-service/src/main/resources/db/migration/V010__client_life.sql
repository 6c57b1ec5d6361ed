-- A client lives through Setup, Trial, Active and Disabled: what each state remembers.
alter table client
    add column trial_started_at    timestamptz,
    add column trial_ends_at       timestamptz,
    add column trial_extended      boolean not null default false,
    -- Whether its seats are on a plan that somebody pays for; else they are complimentary.
    add column billed              boolean not null default true,
    -- Of a disabled client: whether it gave its seats back, and the slug of the problem that it was disabled for.
    add column released            boolean not null default false,
    add column disabled_reason     text,
    -- The most seats that it may come to have; null: no limit. And the most in Setup or Trial.
    add column seat_limit          int,
    add column complimentary_limit int     not null default 100,
    -- The place in the ledger of the last news of its own plan, so that old news told again is none.
    add column supply_sequence     bigint  not null default 0,

    add constraint client_trial_is_whole check ((trial_started_at is null) = (trial_ends_at is null)),
    add constraint client_trial_ends_after_it_starts check (trial_ends_at > trial_started_at),
    add constraint client_in_trial_has_one check (status <> 'TRIAL' or trial_ends_at is not null),
    add constraint client_billed_by_its_status check (
        case status when 'ACTIVE' then billed when 'DISABLED' then true else not billed end),
    add constraint client_released_when_disabled check (status = 'DISABLED' or not released),
    add constraint client_reason_when_disabled check (status = 'DISABLED' or disabled_reason is null),
    add constraint client_seat_limit_not_negative check (seat_limit >= 0),
    add constraint client_complimentary_limit_not_negative check (complimentary_limit >= 0);

-- Which trials run out is found without reading any other client.
create index client_in_trial on client (partner_id, trial_ends_at) where status = 'TRIAL';

-- The client whose own plan pays for the change, and who alone sees amounts; null: the partner's plan.
alter table client_seat_change add column paying_client_id uuid;

-- Questions to seat-service by how many seats the partner's plan would grow if a client's seats joined it. What was
-- asked for is done, or refused, when the answer comes: whoever asked may be gone by then.
create table plan_growth (
    partner_id    uuid        not null,
    growth_id     uuid        not null,
    client_id     uuid        not null,
    -- PREVIEW changes nothing; the others go on to what they are named for.
    purpose       text        not null,
    seat_source   text        not null,
    -- Of TRIAL_END: the end that it is about. An extension that came first leaves nothing to do.
    trial_ends_at timestamptz,
    -- The answers so far.
    seats         int,
    quote         text,
    reason        text,
    detail        text,
    seats_most    int,
    -- When what it is named for was done; of a preview: when it was clear that the partner's plan has no part in it.
    done_at       timestamptz,
    requested_by  text        not null,
    through       text        not null,
    -- When seat-service was last asked, by the system's clock.
    asked_at      timestamptz not null,

    primary key (partner_id, growth_id),
    constraint plan_growth_of_client foreign key (partner_id, client_id) references client,
    constraint plan_growth_purpose check (purpose in ('PREVIEW', 'ACTIVATE', 'BILLING_MANAGER', 'TRIAL_END')),
    constraint plan_growth_seat_source check (seat_source in ('ADD_TO_PLAN', 'USE_AVAILABLE_FIRST')),
    constraint plan_growth_seats_not_negative check (seats >= 0),
    constraint plan_growth_ends_one_way check (reason is null or done_at is null)
);
-- What seat-service has left open is found without reading what it has answered.
create index plan_growth_open on plan_growth (asked_at)
    where purpose <> 'PREVIEW' and seats is null and reason is null and done_at is null;

-- Reminders that a trial's end is near, as trial-scheduler told them, to be passed on.
create table trial_reminder (
    partner_id     uuid        not null,
    client_id      uuid        not null,
    ends_at        timestamptz not null,
    remaining_days int         not null,
    heard_at       timestamptz not null,

    primary key (partner_id, client_id, ends_at, remaining_days),
    constraint trial_reminder_of_client foreign key (partner_id, client_id) references client
);

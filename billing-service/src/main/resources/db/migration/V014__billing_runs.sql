-- A billing run that an operator asked for, under the nil partner.
create table billing_run (
    partner_id   uuid        not null,
    id           uuid        not null,
    -- Every plan whose period ends on that local day of its zone, or before, gets its next one.
    as_of        date        not null,
    requested_at timestamptz not null,
    requested_by text        not null,

    primary key (partner_id, id)
);

-- The plans that were due when it began. How far each is, its own row tells.
create table billing_run_plan (
    partner_id uuid not null,
    run_id     uuid not null,
    plan_id    uuid not null,
    -- Why it could not go on, the last time that it was tried.
    failure    text,

    primary key (partner_id, run_id, plan_id),
    constraint billing_run_plan_of_a_plan foreign key (partner_id, plan_id) references plan
);

-- Finds the runs that a plan is in, and a run's plans.
create index billing_run_of_plan on billing_run_plan (partner_id, plan_id);
create index billing_run_plans on billing_run_plan (run_id);

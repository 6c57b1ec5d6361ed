-- A plan whose next period could not begin when it was tried last, and why. It counts for as long as the plan's running
-- period ends at that instant, and is forgotten after that.
create table renewal_failure (
    partner_id     uuid        not null,
    plan_id        uuid        not null,
    period_ends_at timestamptz not null,
    failure        text        not null,
    -- By the system's clock: the first time that this period could not end.
    since          timestamptz not null,

    primary key (partner_id, plan_id),
    constraint renewal_failure_of_a_plan foreign key (partner_id, plan_id) references plan
);

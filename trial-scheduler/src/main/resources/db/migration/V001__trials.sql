-- What is to happen to a client's trial, and when: one row per reminder and one for the end. Claimed by
-- whichever replica finds it due, and told once.
create table trial_timer (
    partner_id uuid        not null,
    client_id  uuid        not null,
    kind       text        not null,
    -- The end of the trial that this timer belongs to; an extension replaces the timers.
    ends_at    timestamptz not null,
    due_at     timestamptz not null,
    -- When it was told; null while it is to come.
    told_at    timestamptz,

    primary key (partner_id, client_id, kind),
    constraint trial_timer_kind check (kind in ('THREE_DAYS_LEFT', 'ONE_DAY_LEFT', 'OVER')),
    -- Reminders come before the end, and the end is at the end.
    constraint trial_timer_due_in_trial check (due_at <= ends_at and (kind <> 'OVER' or due_at = ends_at))
);

-- Finding what is due reads no row of the past.
create index trial_timer_due on trial_timer (due_at) where told_at is null;

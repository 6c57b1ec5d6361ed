-- Another program or other add-ons: what is dearer at once, charged like a purchase, in the same queue; the rest with the
-- next period.
alter table charge drop constraint charge_kind_known;
alter table charge add constraint charge_kind_known check (kind in ('PURCHASE', 'JOINED', 'PLAN_CHANGE'));
-- What a plan change adds at once: a program, and add-ons by code, separated by commas.
alter table charge add column program text;
alter table charge add column add_ons text not null default '';
-- Not collected at once, but with the invoice of the next period.
alter table charge add column gathered boolean not null default false;
create index charge_gathered on charge (partner_id, plan_id, sequence) where gathered and invoice_id is null;

-- What the next period begins with, beside the seats.
alter table plan add column next_program text;
alter table plan add column leaving_add_ons text not null default '';

-- A change of a plan that somebody asked for.
create table plan_change (
    partner_id      uuid        not null,
    id              uuid        not null,
    plan_id         uuid        not null,
    status          text        not null,
    -- The program that is switched to; null where it stays.
    program         text,
    -- Whether that program counts from the next period on alone.
    program_later   boolean     not null,
    -- Codes in order, separated by commas.
    added_add_ons   text        not null,
    removed_add_ons text        not null,
    -- The day on which what is left for the next period counts.
    effective_on    date        not null,
    currency        text        not null,
    prorated_charge numeric     not null,
    current_fee     numeric     not null,
    next_period_fee numeric     not null,
    remaining_days  int         not null,
    period_days     int         not null,
    period_end      date        not null,
    requested_at    timestamptz not null,
    requested_by    text        not null,
    -- Why it was not done: a problem's slug and the processor's words.
    reason          text,
    detail          text,

    primary key (partner_id, id),
    constraint plan_change_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint plan_change_status_known
        check (status in ('PENDING', 'COMPLETED', 'SCHEDULED', 'DECLINED', 'CANCELLED')),
    constraint plan_change_changes_something
        check (program is not null or added_add_ons <> '' or removed_add_ons <> ''),
    constraint plan_change_declined_with_a_reason check (status <> 'DECLINED' or reason is not null)
);

-- Finds what the next period changes.
create index plan_change_scheduled on plan_change (partner_id, plan_id, id) where status = 'SCHEDULED';

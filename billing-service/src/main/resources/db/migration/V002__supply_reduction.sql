-- What seat-service told to have left the supply with a period. An answer that it gives again counts once.
create table supply_reduction (
    partner_id      uuid        not null,
    plan_id         uuid        not null,
    period_ends_at  timestamptz not null,
    ledger_sequence bigint      not null,
    seats           int         not null,

    primary key (partner_id, plan_id, period_ends_at, ledger_sequence, seats),
    constraint supply_reduction_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint supply_reduction_not_negative check (seats >= 0)
);

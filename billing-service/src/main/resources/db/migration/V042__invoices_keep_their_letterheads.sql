-- Every wording in which an issuer was ever named on its invoices, each once.
create table issuer_wording (
    issuer     text not null,
    version    int  not null,
    name       text not null,
    -- Its lines, one under the other.
    address    text not null,
    email      text not null,
    tax_number text not null,

    primary key (issuer, version)
);

-- With which of them it was issued. Null: before they were kept; it has the first that was. Not looked for in that table
-- by a constraint: a billing run issues a hundred thousand at once.
alter table invoice add column issuer_version int;

-- Whom a plan's invoices were made out to, up to a number, before its payer was called something else. Later ones have
-- the next such name, the last ones the plan's own.
create table former_payer (
    partner_id  uuid   not null,
    plan_id     uuid   not null,
    last_number bigint not null,
    name        text   not null,
    email       text   not null,

    primary key (partner_id, plan_id, last_number),
    constraint former_payer_of_a_plan foreign key (partner_id, plan_id) references plan
);

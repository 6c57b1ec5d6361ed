-- That a plan had ended may be heard after later periods of it were invoiced. Those periods are gone then, and what was
-- invoiced for them is taken back: it counts in no period's sums, and does not keep the plan from an invoice for a period
-- that begins on the same day once it has begun again.
alter table invoice add column after_end boolean not null default false;
alter table invoice drop constraint invoice_one_per_cause;
create unique index invoice_one_per_cause on invoice (partner_id, plan_id, kind, cause_type, cause_id)
    where not after_end;

-- What seats cost that joined in such a period is taken back with it.
alter table charge drop constraint charge_joined_waits_for_no_payment;
alter table charge add constraint charge_joined_waits_for_no_payment
    check (kind <> 'JOINED' or (status in ('QUEUED', 'INVOICED', 'TAKEN_BACK') and quote_id is null));

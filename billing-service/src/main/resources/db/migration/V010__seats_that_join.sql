-- Beside purchases the queue takes what must not wait for a payment: seats that joined a plan (an activation, a client
-- that is billed by somebody else from now on). They are charged in the same order, so that each charge is computed on
-- the paid fee level that those before it have left.
alter table charge add column kind text not null default 'PURCHASE';
-- What the invoice names as its cause: the seat change, or the ledger sequence number of the transfer.
alter table charge add column cause_id text;
update charge set cause_id = change_id::text;
alter table charge alter column cause_id set not null;
alter table charge alter column kind drop default;
alter table charge add constraint charge_kind_known check (kind in ('PURCHASE', 'JOINED'));

-- Seats join once, however often and under whatever event they are told.
alter table charge add constraint charge_one_per_cause unique (partner_id, plan_id, kind, cause_id);

-- INVOICED: it is so, and its invoice does not hold it up.
alter table charge drop constraint charge_status_known;
alter table charge add constraint charge_status_known
    check (status in ('QUEUED', 'CHARGING', 'PAID', 'INVOICED', 'DECLINED', 'REQUOTED', 'TAKEN_BACK'));
alter table charge drop constraint charge_decided_before_it_is_made;
alter table charge add constraint charge_decided_before_it_is_made
    check (status not in ('CHARGING', 'PAID', 'INVOICED', 'TAKEN_BACK')
        or (period_start is not null and charged_on is not null and days is not null and period_days is not null
            and fee_rise is not null and amount is not null and current_fee is not null
            and next_period_fee is not null and period_end is not null));
-- Seats that joined wait for nobody's confirmation and for no card.
alter table charge add constraint charge_joined_waits_for_no_payment
    check (kind <> 'JOINED' or (status in ('QUEUED', 'INVOICED') and quote_id is null));

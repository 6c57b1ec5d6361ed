-- The billing run goes through the plans whose period is over in this order, from where it was: a hundred thousand may be
-- over at the same instant.
drop index plan_due;
create index plan_due on plan (period_ends_at, partner_id, plan_id) where ended_at is null;

-- A plan's row is written when its end is asked about and again when its next period begins: with room on the page that
-- touches no index.
alter table plan set (fillfactor = 70);

-- Finds the plans whose queue can go on, once their next period has begun.
create index charge_waiting on charge (confirmed_at) where status = 'QUEUED';

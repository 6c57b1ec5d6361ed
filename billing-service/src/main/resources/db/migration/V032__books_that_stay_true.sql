-- Since when the gateway is to give a payment back: who waits for too long is told of.
alter table payment add column giving_back_since timestamptz;
update payment set giving_back_since = now() where status = 'REFUNDING';

-- How far along the seat ledger a plan's supply was told: an answer may be given again later.
alter table plan_supply add column ledger_sequence bigint not null default -1;

-- The first day of the period that a run is to begin for a plan; null in runs from before this was kept.
alter table billing_run_plan add column due_on date;

-- All invoices of one day and zone fall due at one instant: pages within it are found too.
drop index invoice_due;
create index invoice_due on invoice (retry_at, partner_id, id) where retry_at is not null;

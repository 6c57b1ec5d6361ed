-- An invoice that could not be collected is tried again some days after it was due, and is past due after the last time.
-- By business time; null where it is not (or no more) tried by itself.
alter table invoice add column retry_at timestamptz;
-- How often it was tried again.
alter table invoice add column retries int not null default 0;
alter table invoice add constraint invoice_retried_while_open check (retry_at is null or status = 'OPEN');
alter table invoice add constraint invoice_retries_not_negative check (retries >= 0);
-- Those issued before are due since that day.
update invoice set retry_at = issued_at + interval '1 day' where status = 'OPEN' and total > 0;

-- Finds what is to be tried again.
create index invoice_due on invoice (retry_at) where retry_at is not null;
-- Finds what a plan owes.
create index invoice_owed on invoice (partner_id, plan_id, number) where status in ('OPEN', 'PAST_DUE');

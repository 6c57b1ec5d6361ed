-- Notices whose very words are for those alone who may see amounts, such as those of a processor that declined. The
-- default is what a replica of an earlier version writes.
alter table notification add column for_payers boolean not null default false;
update notification set for_payers = true
    where kind in ('DECLINED', 'INVOICE_FAILED', 'PLAN_PAST_DUE', 'PLAN_RESTORED', 'CARD_EXPIRES');

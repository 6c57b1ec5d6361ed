-- Of a charge that was collected with a period's invoice and is taken back: where that invoice is owed, less is owed;
-- where it is paid, a part of its payment is given back.
alter table invoice add column credited numeric not null default 0;
alter table invoice add constraint invoice_credited_at_most_its_total check (credited >= 0 and credited <= greatest(total, 0));
alter table payment add column is_part boolean not null default false;

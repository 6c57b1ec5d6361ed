-- The local day of its plan on which it is next told that a card expires: the first of its last month, then the first of
-- the month after; null once both are told, and for what is no card in use.
alter table payment_method add column tell_expiry_on date;
update payment_method set tell_expiry_on = make_date(split_part(expires, '/', 2)::int, split_part(expires, '/', 1)::int, 1)
    where status = 'READY' and expires ~ '^(0?[1-9]|1[0-2])/[1-9][0-9]{3}$';
create index payment_method_expiring on payment_method (tell_expiry_on) where tell_expiry_on is not null;

-- The purchases among all that is due, which may be the invoices of a whole billing run.
create index payment_purchase_due on payment (due_at) where due_at is not null and purpose = 'CHARGE';

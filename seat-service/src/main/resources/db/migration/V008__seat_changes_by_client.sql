-- A client's people list their own client's changes, however many the partner has made.
create index seat_change_of_client on seat_change (partner_id, client_id, id) where client_id is not null;

-- What is left open is looked for over all partners, twice a second: only what is open is in these.
create index seat_change_expiring on seat_change (open_until)
    where status in ('QUOTING', 'AWAITING_CONFIRMATION');
create index seat_change_unanswered on seat_change (asked_at) where status in ('QUOTING', 'PURCHASING');

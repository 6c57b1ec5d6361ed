-- A client's first user asks for a seat only when the seats that its client is made with are there, or are not to be:
-- null until then.
alter table user_seat_change alter column asked_at drop not null;
create index user_seat_change_held_back on user_seat_change (partner_id, client_id) where asked_at is null;

-- Users whom a change is to seat that has not been asked for yet: accounts names them in pages, where they are more than one event has room for.
create table seat_change_waiter (
    partner_id uuid not null,
    change_id  uuid not null,
    user_id    uuid not null,

    primary key (partner_id, change_id, user_id)
);

-- Clients that were made in Setup: until it is over, only administrators of the partner work in them.
create table client_setup (
    partner_id uuid    not null,
    client_id  uuid    not null,
    -- It never comes again: what is heard late makes no client one in Setup once more.
    is_over    boolean not null,

    primary key (partner_id, client_id)
);

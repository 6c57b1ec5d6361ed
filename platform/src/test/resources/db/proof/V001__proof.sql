-- What the platform's own tests change.
create table note (
    partner_id uuid not null,
    id         uuid not null,
    seats      int  not null,

    primary key (partner_id, id)
);

-- Whether a partner lets people of its clients confirm what it pays for; a partner that has not said so does.
create table client_confirmation (
    partner_id uuid    primary key,
    allowed    boolean not null,
    -- The number of the event that said so: what was told before it and comes later changes nothing.
    told       bigint  not null
);

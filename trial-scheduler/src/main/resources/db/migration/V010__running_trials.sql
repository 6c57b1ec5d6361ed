-- The trials that run: what the list shows. A client that leaves its trial leaves the table.
create table trial (
    partner_id uuid        not null,
    client_id  uuid        not null,
    started_at timestamptz not null,
    ends_at    timestamptz not null,
    extended   boolean     not null,

    primary key (partner_id, client_id),
    constraint trial_ends_after_it_starts check (ends_at > started_at)
);

-- The list goes by the end; the next page is found without reading the one before.
create index trial_by_end on trial (partner_id, ends_at, client_id);

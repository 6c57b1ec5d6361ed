-- How far account-service has been told who has a seat: all of a partner's in turn, for ever. No foreign key: a key
-- would lock the ledger's row, for which a decision might wait.
create table occupant_listing (
    partner_id uuid        primary key,
    -- Those up to this id have been told in the turn that runs.
    listed_to  uuid        not null,
    -- System time.
    due_at     timestamptz not null
);

create index occupant_listing_due on occupant_listing (due_at);

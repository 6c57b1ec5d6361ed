-- When all of a partner's users were last compared with those who have a seat by seat-service, by the system's clock.
create table seat_comparison (
    partner_id  uuid        primary key,
    compared_at timestamptz not null,
    -- The turn that runs has compared all up to this id; null where a page of it is missing.
    compared_to uuid,

    constraint seat_comparison_of_partner foreign key (partner_id) references partner
);

insert into seat_comparison (partner_id, compared_at) select partner_id, now() from partner;

create index seat_comparison_oldest on seat_comparison (compared_at);

-- Where the two do not agree. A comparison that finds it no more takes it away.
create table seat_disagreement (
    partner_id uuid        not null,
    -- Perhaps of no user that there is.
    user_id    uuid        not null,
    -- NO_SEAT: a user in a seat that seat-service does not know of; SEAT_LEFT: a seat of whoever is to have none.
    kind       text        not null,
    -- By the system's clock: what is seen twice, with some minutes between, is nothing that is under way.
    found_at   timestamptz not null,
    seen_at    timestamptz not null,
    -- From when on it may be mended, if it has been seen since.
    mend_at    timestamptz not null,

    primary key (partner_id, user_id),
    constraint seat_disagreement_of_partner foreign key (partner_id) references partner,
    constraint seat_disagreement_kind check (kind in ('NO_SEAT', 'SEAT_LEFT')),
    constraint seat_disagreement_is_seen_after_it_is_found check (seen_at >= found_at)
);

create index seat_disagreement_next on seat_disagreement (mend_at);

-- Sign-ins as they are in Keycloak, compared in turn with what they are to be; by the system's clock.
alter table identity
    add column compared_at timestamptz,
    -- When its turn to be compared last came; Keycloak may not have answered then.
    add column claimed_at  timestamptz,
    -- How it last differed; null once it does not, or never did.
    add column differed    text,
    add constraint identity_difference
        check (differed in ('MISSING', 'SHUT_OUT', 'LET_IN', 'OTHER_CLAIMS', 'OTHER_ROLE'));

create index identity_compared on identity (compared_at nulls first)
    where state = 'DONE' and wanted <> 'GONE' and keycloak_id is not null;
create index identity_claimed on identity (claimed_at nulls first)
    where state = 'DONE' and wanted <> 'GONE' and keycloak_id is not null;
create index identity_differed on identity (partner_id) where differed is not null;

-- Whose an address is that somebody signs in with.
create index account_user_email on account_user (email) where state <> 'REMOVED';

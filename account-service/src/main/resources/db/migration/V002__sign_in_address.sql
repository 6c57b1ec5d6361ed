-- Addresses that administrators sign in with. People sign in to one realm, whatever account they are of, so an address
-- belongs to one of them: all under the nil partner.
create table sign_in_address (
    partner_id uuid not null,
    email      text not null,

    primary key (partner_id, email)
);
insert into sign_in_address
    select distinct cast('00000000-0000-0000-0000-000000000000' as uuid), email from account_user where client_id is null;

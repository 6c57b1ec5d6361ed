-- Each transfer carries the partner's figures after it, so that a past instant is one look-up.
alter table seat_transfer
    add column supply        int,
    add column available     int,
    add column internal      int,
    add column retiring      int,
    add column reserved      int,
    add column allocated     int,
    add column complimentary int;

-- Once, for the transfers that are there: their figures are the sums up to them. Time in a ledger never runs
-- back; where a departure was noted late, it is lifted to the transfer before it, as is done from now on.
grant update on seat_transfer to current_user;

update seat_transfer t
set supply = s.supply, available = s.available, internal = s.internal, retiring = s.retiring,
    reserved = s.reserved, allocated = s.allocated, complimentary = s.complimentary, occurred_at = s.occurred_at
from (select partner_id, sequence,
             sum(seats * ((from_account = 'PLAN')::int - (to_account = 'PLAN')::int)) over history as supply,
             sum(seats * ((to_account = 'AVAILABLE')::int - (from_account = 'AVAILABLE')::int)) over history
                 as available,
             sum(seats * ((to_account = 'INTERNAL')::int - (from_account = 'INTERNAL')::int)) over history
                 as internal,
             sum(seats * ((to_account = 'RETIRING')::int - (from_account = 'RETIRING')::int)) over history
                 as retiring,
             sum(seats * ((to_account = 'RESERVED')::int - (from_account = 'RESERVED')::int)) over history
                 as reserved,
             sum(seats * ((to_account in ('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT'))::int
                          - (from_account in ('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT'))::int))
                 over history as allocated,
             sum(seats * ((from_account = 'COMPLIMENTARY')::int - (to_account = 'COMPLIMENTARY')::int)) over history
                 as complimentary,
             max(occurred_at) over history as occurred_at
      from seat_transfer
      window history as (partition by partner_id order by sequence)) s
where t.partner_id = s.partner_id and t.sequence = s.sequence;

-- As V001 left it: append-only, but for the column that the foreign key locks rows by.
revoke update on seat_transfer from current_user;
grant update (previous_sequence) on seat_transfer to current_user;

alter table seat_transfer
    alter column supply set not null,
    alter column available set not null,
    alter column internal set not null,
    alter column retiring set not null,
    alter column reserved set not null,
    alter column allocated set not null,
    alter column complimentary set not null,
    -- Invariants 2 and 3, after every single transfer.
    add constraint seat_transfer_no_account_below_zero
        check (least(supply, available, internal, retiring, reserved, allocated, complimentary) >= 0),
    add constraint seat_transfer_adds_up
        check (supply = available + internal + retiring + reserved + allocated);

-- The last transfer by an instant, and from there the numbers between two instants.
drop index seat_transfer_by_time;
create index seat_transfer_by_time on seat_transfer (partner_id, occurred_at, sequence);

-- One client's lines, newest first.
create index seat_transfer_of_client on seat_transfer (partner_id, client_id, sequence)
    where client_id is not null;

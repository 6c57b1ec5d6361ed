-- The rules for a row are the same as before, and have the same names. But PostgreSQL reads every check constraint
-- anew for every statement, which cost a change of seats more than all else; a function it reads once for a
-- connection. And whether lines follow each other is looked up once for a statement, not once for each line.
--
-- What functions call is named with its schema: a dump is read back in without one. Rows that are there were held to
-- the same rules, and need not be looked through.

-- Refuses a row by the name of the rule that it breaks, as a check constraint of that name would.
create function public.breaks(rule text) returns boolean language plpgsql as $$
begin
    raise check_violation using constraint = rule, message = format('The row violates check constraint "%s".', rule);
end $$;

create function seat_ledger_is_sound(
    sequence bigint, supply int, available int, internal int, retiring int, reserved int, allocated int,
    complimentary int, on_order int, retiring_lots jsonb, last_at timestamptz)
returns boolean language plpgsql immutable as $$
begin
    return case
        -- Invariants 2 and 3 of the ledger. SeatLedger keeps them too: the pair catches a bug in either.
        when not (supply = available + internal + retiring + reserved + allocated)
            then public.breaks('seat_ledger_adds_up')
        when not ((sequence = 0) = (last_at is null)) then public.breaks('seat_ledger_knows_its_last_transfer')
        when not (least(supply, available, internal, retiring, reserved, allocated, complimentary, on_order) >= 0)
            then public.breaks('seat_ledger_no_account_below_zero')
        when not ((retiring = 0) = (retiring_lots = '[]'))
            then public.breaks('seat_ledger_retiring_seats_know_when_they_leave')
        else true end;
end $$;

alter table seat_ledger
    drop constraint seat_ledger_adds_up,
    drop constraint seat_ledger_knows_its_last_transfer,
    drop constraint seat_ledger_no_account_below_zero,
    drop constraint seat_ledger_retiring_seats_know_when_they_leave,
    add constraint seat_ledger_sound check (seat_ledger_is_sound(
        sequence, supply, available, internal, retiring, reserved, allocated, complimentary, on_order,
        retiring_lots, last_at)) not valid;

create function client_seats_is_sound(
    source text, free int, in_use int, complimentary int, direct int, seat_limit int, complimentary_limit int,
    on_order int, held int, retiring_lots jsonb, period_end timestamptz)
returns boolean language plpgsql immutable as $$
begin
    return case
        when not (source = 'DIRECT' or (retiring_lots = '[]' and period_end is null))
            then public.breaks('client_seats_gives_up_seats_of_its_own_plan')
        when not ((source = 'COMPLIMENTARY' or complimentary = 0) and (source = 'DIRECT' or direct = 0))
            then public.breaks('client_seats_have_one_source')
        -- Held and given-up seats are free ones (the sum of the lots is beyond such rules).
        when not (held between 0 and free) then public.breaks('client_seats_held_are_free')
        when not (source in ('PLAN', 'COMPLIMENTARY', 'DIRECT')) then public.breaks('client_seats_known_source')
        when not (complimentary_limit >= 0 and (seat_limit is null or seat_limit >= 0))
            then public.breaks('client_seats_limits_not_below_zero')
        when not (free >= 0 and in_use >= 0) then public.breaks('client_seats_not_below_zero')
        when not (on_order >= 0) then public.breaks('client_seats_on_order_not_below_zero')
        -- Nobody holds fewer seats than sprang from its own sources: the rest is the partner's.
        when not (free + in_use + complimentary + direct >= 0)
            then public.breaks('client_seats_owe_the_partner_nothing')
        when not (complimentary <= 0 and direct <= 0) then public.breaks('client_seats_source_not_above_zero')
        -- Complimentary and direct seats are all that a client with that source has.
        when not (source = 'PLAN' or free + in_use + complimentary + direct = 0)
            then public.breaks('client_seats_spring_from_their_source')
        else true end;
end $$;

alter table client_seats
    drop constraint client_seats_gives_up_seats_of_its_own_plan,
    drop constraint client_seats_have_one_source,
    drop constraint client_seats_held_are_free,
    drop constraint client_seats_known_source,
    drop constraint client_seats_limits_not_below_zero,
    drop constraint client_seats_not_below_zero,
    drop constraint client_seats_on_order_not_below_zero,
    drop constraint client_seats_owe_the_partner_nothing,
    drop constraint client_seats_source_not_above_zero,
    drop constraint client_seats_spring_from_their_source,
    add constraint client_seats_sound check (client_seats_is_sound(
        source, free, in_use, complimentary, direct, seat_limit, complimentary_limit, on_order, held, retiring_lots,
        period_end)) not valid;

create function seat_transfer_is_sound(
    sequence bigint, from_account text, to_account text, client_id uuid, seats int, supply int, available int,
    internal int, retiring int, reserved int, allocated int, complimentary int)
returns boolean language plpgsql immutable as $$
begin
    return case
        -- Invariants 2 and 3, after every single transfer.
        when not (supply = available + internal + retiring + reserved + allocated)
            then public.breaks('seat_transfer_adds_up')
        when not (sequence > 0) then public.breaks('seat_transfer_begins_with_one')
        when not (from_account <> to_account) then public.breaks('seat_transfer_has_two_sides')
        when not (from_account in ('PLAN', 'AVAILABLE', 'INTERNAL', 'RETIRING', 'RESERVED',
                                   'CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')
                  and to_account in ('PLAN', 'AVAILABLE', 'INTERNAL', 'RETIRING', 'RESERVED',
                                     'CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT'))
            then public.breaks('seat_transfer_known_accounts')
        when not (seats > 0) then public.breaks('seat_transfer_moves_seats')
        when not ((client_id is not null)
                  = (from_account in ('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')
                     or to_account in ('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')))
            then public.breaks('seat_transfer_names_its_client')
        when not (least(supply, available, internal, retiring, reserved, allocated, complimentary) >= 0)
            then public.breaks('seat_transfer_no_account_below_zero')
        -- Seats go by no other ways than those of the ledger's table: every line is one of these.
        when not (case from_account
            when 'PLAN' then to_account in ('AVAILABLE', 'RESERVED', 'COMPLIMENTARY', 'DIRECT')
            when 'AVAILABLE' then to_account in
                ('CLIENT_FREE', 'INTERNAL', 'RETIRING', 'RESERVED', 'COMPLIMENTARY', 'DIRECT')
            when 'INTERNAL' then to_account = 'AVAILABLE'
            when 'RETIRING' then to_account in ('AVAILABLE', 'RESERVED', 'PLAN')
            when 'RESERVED' then to_account in ('CLIENT_FREE', 'INTERNAL', 'AVAILABLE', 'RETIRING', 'PLAN')
            when 'CLIENT_FREE' then to_account in ('CLIENT_IN_USE', 'AVAILABLE', 'COMPLIMENTARY', 'DIRECT')
            when 'CLIENT_IN_USE' then to_account = 'CLIENT_FREE'
            when 'COMPLIMENTARY' then to_account = 'CLIENT_FREE'
            when 'DIRECT' then to_account in ('CLIENT_FREE', 'AVAILABLE', 'COMPLIMENTARY')
            else false
        end) then public.breaks('seat_transfer_takes_a_known_way')
        else true end;
end $$;

-- Invariant 4: every transfer but the first follows one that is there. Two that enter lines of one partner at once
-- cannot both be right: the second waits for the first at the same number, or misses the line before its own.
create function seat_transfers_follow() returns trigger language plpgsql as $$
begin
    if (select bool_or(last - first + 1 <> lines
                       or (first > 1 and (select true from public.seat_transfer before
                                          where before.partner_id = entry.partner_id
                                            and before.sequence = entry.first - 1) is not true))
        from (select partner_id, min(sequence) as first, max(sequence) as last, count(*) as lines
              from entered group by partner_id) entry)
    then
        raise foreign_key_violation using
            constraint = 'seat_transfer_gapless', table = 'seat_transfer',
            message = 'A line of the ledger does not follow the one before it.';
    end if;
    return null;
end $$;

create function seat_transfers_stay() returns trigger language plpgsql as $$
begin
    raise integrity_constraint_violation using
        constraint = 'seat_transfer_for_ever', table = 'seat_transfer',
        message = 'A line of the ledger is never changed and never deleted.';
end $$;

alter table seat_transfer
    drop constraint seat_transfer_adds_up,
    drop constraint seat_transfer_begins_with_one,
    drop constraint seat_transfer_has_two_sides,
    drop constraint seat_transfer_known_accounts,
    drop constraint seat_transfer_moves_seats,
    drop constraint seat_transfer_names_its_client,
    drop constraint seat_transfer_no_account_below_zero,
    drop constraint seat_transfer_takes_a_known_way,
    drop constraint seat_transfer_gapless,
    drop column previous_sequence,
    add constraint seat_transfer_sound check (seat_transfer_is_sound(
        sequence, from_account, to_account, client_id, seats, supply, available, internal, retiring, reserved,
        allocated, complimentary)) not valid;

create trigger seat_transfer_gapless after insert on seat_transfer
    referencing new table as entered for each statement execute function seat_transfers_follow();

create trigger seat_transfer_for_ever before update or delete or truncate on seat_transfer
    for each statement execute function seat_transfers_stay();

create function seat_change_is_sound(
    action text, client_id uuid, seats int, users uuid[], direct boolean, version int, status text, shortfall int,
    kept int, quote jsonb, quoted int, attempt int, asked_at timestamptz, asked_since int, open_until timestamptz,
    reserved_available int, reserved_retiring jsonb, confirmed_at timestamptz, confirmed_by text, reason text,
    ended_at timestamptz)
returns boolean language plpgsql immutable as $$
begin
    return case
        when not ((asked_since is not null and asked_at is not null) or status not in ('QUOTING', 'PURCHASING'))
            then public.breaks('seat_change_asks_before_it_waits')
        when not (least(shortfall, kept, quoted, attempt) >= 0 and version >= 1)
            then public.breaks('seat_change_counts_upwards')
        when not ((ended_at is not null)
                  = (status in ('COMPLETED', 'DECLINED', 'REJECTED', 'CANCELLED', 'EXPIRED')))
            then public.breaks('seat_change_ends_once')
        when not (status <> 'AWAITING_CONFIRMATION' or quote is not null)
            then public.breaks('seat_change_is_confirmed_at_a_price')
        when not (action in ('PURCHASE', 'RETIRE', 'KEEP', 'ALLOCATE', 'RETURN', 'OCCUPY'))
            then public.breaks('seat_change_known_action')
        when not (status in ('QUOTING', 'AWAITING_CONFIRMATION', 'PURCHASING',
                             'COMPLETED', 'DECLINED', 'REJECTED', 'CANCELLED', 'EXPIRED'))
            then public.breaks('seat_change_known_status')
        when not (action not in ('ALLOCATE', 'RETURN') or client_id is not null)
            then public.breaks('seat_change_names_its_client')
        when not (seats between 1 and 1000000) then public.breaks('seat_change_of_a_sensible_size')
        when not (not direct or client_id is not null) then public.breaks('seat_change_on_a_plan_of_its_clients_own')
        when not ((status = 'PURCHASING') = (reserved_available is not null)
                  and (status = 'PURCHASING') = (reserved_retiring is not null)
                  and (status = 'PURCHASING') <= (confirmed_at is not null and confirmed_by is not null))
            then public.breaks('seat_change_reserves_while_it_is_paid_for')
        when not ((reason is not null) = (status in ('DECLINED', 'REJECTED')))
            then public.breaks('seat_change_says_why_not')
        when not (cardinality(users) <= case when action = 'OCCUPY' then seats else 0 end)
            then public.breaks('seat_change_seats_users_it_names')
        -- What a client's own plan pays for sets nothing of the partner's aside.
        when not (not direct or coalesce(reserved_available, 0) = 0)
            then public.breaks('seat_change_takes_no_partners_seats_for_a_direct_plan')
        when not ((open_until is not null) = (status in ('QUOTING', 'AWAITING_CONFIRMATION')))
            then public.breaks('seat_change_waits_for_an_end')
        else true end;
end $$;

-- No ledger goes, nor becomes another partner's: that it is there when a change comes is enough.
create function seat_ledgers_stay() returns trigger language plpgsql as $$
begin
    raise integrity_constraint_violation using
        constraint = 'seat_ledger_for_ever', table = 'seat_ledger',
        message = 'A ledger is never deleted, and stays its partner''s.';
end $$;

create trigger seat_ledger_for_ever before update of partner_id or delete or truncate on seat_ledger
    for each statement execute function seat_ledgers_stay();

create function seat_changes_have_a_ledger() returns trigger language plpgsql as $$
begin
    if (select bool_or((select true from public.seat_ledger ledger
                        where ledger.partner_id = asked.partner_id) is not true)
        from (select distinct partner_id from entered) asked)
    then
        raise foreign_key_violation using
            constraint = 'seat_change_of_a_partner', table = 'seat_change',
            message = 'The partner of a seat change has no ledger.';
    end if;
    return null;
end $$;

alter table seat_change
    drop constraint seat_change_asks_before_it_waits,
    drop constraint seat_change_counts_upwards,
    drop constraint seat_change_ends_once,
    drop constraint seat_change_is_confirmed_at_a_price,
    drop constraint seat_change_known_action,
    drop constraint seat_change_known_status,
    drop constraint seat_change_names_its_client,
    drop constraint seat_change_of_a_sensible_size,
    drop constraint seat_change_on_a_plan_of_its_clients_own,
    drop constraint seat_change_reserves_while_it_is_paid_for,
    drop constraint seat_change_says_why_not,
    drop constraint seat_change_seats_users_it_names,
    drop constraint seat_change_takes_no_partners_seats_for_a_direct_plan,
    drop constraint seat_change_waits_for_an_end,
    drop constraint seat_change_of_a_partner,
    add constraint seat_change_sound check (seat_change_is_sound(
        action, client_id, seats, users, direct, version, status, shortfall, kept, quote, quoted, attempt, asked_at,
        asked_since, open_until, reserved_available, reserved_retiring, confirmed_at, confirmed_by, reason,
        ended_at)) not valid;

create trigger seat_change_of_a_partner after insert on seat_change
    referencing new table as entered for each statement execute function seat_changes_have_a_ledger();

-- The number of a ledger's last line by an instant; 0: there is none. Time in one ledger never runs backwards and its
-- numbers have no gap, so halving finds it in twenty looks among a million lines. An index by time would find it in
-- one, and cost every change of seats an entry.
create function seat_ledger_line_by(partner uuid, at timestamptz) returns bigint language plpgsql stable
-- A plan that was made while there were few lines is kept when there are many: it must not read all of them.
set enable_seqscan = off
as $$
declare
    by_then bigint := 0;
    later   bigint := coalesce((select max(sequence) from public.seat_transfer where partner_id = partner), 0) + 1;
    middle  bigint;
begin
    while later - by_then > 1 loop
        middle := (by_then + later) / 2;
        if (select occurred_at <= at from public.seat_transfer where partner_id = partner and sequence = middle) then
            by_then := middle;
        else
            later := middle;
        end if;
    end loop;
    return by_then;
end $$;

drop index seat_transfer_by_time;

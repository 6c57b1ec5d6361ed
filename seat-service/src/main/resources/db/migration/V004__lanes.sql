-- What a partner's rows say was read at a revision is true for as long as the revision stands: every
-- transaction that changes anything of this partner's adds one to it. Lanes decide on what they
-- remember, and write only where the revision is still the one that they remember.
alter table seat_ledger
    add column revision bigint not null default 0,
    -- The number of the last event told about this partner; its row lock makes the numbers gapless.
    add column last_event bigint not null default 0;

update seat_ledger l
set last_event = p.last_sequence
from outbox_position p
where p.partner_id = l.partner_id and p.topic = 'seatflow.seats';

delete from outbox_position where topic = 'seatflow.seats';

-- Few changes end otherwise than well: those that did well are found by their ids.
drop index seat_change_by_status;
create index seat_change_by_status on seat_change (partner_id, status, id) where status <> 'COMPLETED';

-- Rows that change all the time are rewritten within their page.
alter table seat_ledger set (fillfactor = 40);
alter table client_seats set (fillfactor = 70);

-- A client's own plan has periods of its own.
alter table supply_at_period_end
    -- Whose plan's period it is: the partner's own id, or that of a client which the vendor bills.
    add column payer_id uuid;

update supply_at_period_end set payer_id = partner_id;

alter table supply_at_period_end
    alter column payer_id set not null,
    drop constraint supply_at_period_end_pkey,
    add primary key (partner_id, payer_id, period_end);

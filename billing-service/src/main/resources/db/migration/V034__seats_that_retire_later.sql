-- Seats of which seat-service tells, once a period is over but before the plan has gone on to the next, that they retire:
-- how many did so on which local day. They leave with the period that this day is in.
alter table plan add column later_retiring int;
alter table plan add column later_retiring_on date;
alter table plan add constraint plan_later_retiring_whole
    check ((later_retiring is null) = (later_retiring_on is null) and later_retiring >= 0);

-- What the last of a charge's seats cost for a full period when the charge was decided: where it is invoiced with the
-- next period, the plan has other seats and perhaps other prices by then. Null where it was decided before this was kept.
alter table charge add column unit_price numeric;
alter table charge add constraint charge_unit_price_not_negative check (unit_price >= 0);

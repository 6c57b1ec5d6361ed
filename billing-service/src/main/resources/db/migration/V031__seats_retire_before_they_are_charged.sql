-- Seats that joined are in the supply while they wait to be charged behind a payment under way: that they retire is
-- noted at once, so that nothing of the partner waits for that payment. What is more than the plan has counts for nothing
-- until it has them.
alter table plan drop constraint plan_retires_what_it_has;
alter table plan add constraint plan_retiring_not_negative check (retiring >= 0);

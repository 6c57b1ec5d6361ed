-- A run's plans are found by the run, and the runs that a plan is in by the plan: the key can be that second index.
alter table billing_run_plan drop constraint billing_run_plan_pkey;
alter table billing_run_plan add primary key (partner_id, plan_id, run_id);
drop index billing_run_of_plan;

-- A renewal tells twice, the question and what came of it: with room on the page the second time touches no index.
alter table outbox_position set (fillfactor = 50);

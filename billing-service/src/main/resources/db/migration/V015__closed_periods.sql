-- What a period's fee was for in the end and by which price list, so that what arrives after it has closed can be
-- charged in it. Null in periods that closed before this was kept: then the plan's present state stands for it.
alter table plan_period add column catalog_version text;
alter table plan_period add column program text;
alter table plan_period add column add_ons text;
alter table plan_period add column seats int;
alter table plan_period add constraint plan_period_state_whole
    check ((catalog_version is null) = (program is null) and (program is null) = (add_ons is null)
        and (program is null) = (seats is null));

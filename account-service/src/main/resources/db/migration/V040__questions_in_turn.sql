-- Where a partner's supply is limited its questions are put to seat-service one after the other: one that waits for its turn has not been asked.
alter table plan_growth alter column asked_at drop not null;

create index plan_growth_turns on plan_growth (partner_id, asked_at, growth_id)
    where purpose <> 'PREVIEW' and reason is null and done_at is null;

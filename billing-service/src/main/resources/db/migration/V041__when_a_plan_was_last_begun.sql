-- When account-service last told that a client is to have a plan of its own: seats that are told to have joined it later
-- are of a life of it that is yet to be heard of, also while an earlier one runs. Null: it was begun before this was noted.
alter table plan add column begun_at timestamptz;

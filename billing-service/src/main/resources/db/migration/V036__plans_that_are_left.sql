-- When a plan's client left it, which is before the end of what was paid for: what joined it later is of the time after it
-- was asked for again, though that may be heard later. Null: it has not been left, or had been before this was noted.
alter table plan add column left_at timestamptz;

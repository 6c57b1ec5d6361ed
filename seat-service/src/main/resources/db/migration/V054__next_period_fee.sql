alter table seat_change
    -- What the plan costs from the next period on, since seats that would have left were allocated; null: not told.
    add column next_period_fee jsonb;

-- Lines of the reasons that are rare are found without reading those that most lines have. What is written all the
-- time is not in it, and costs nothing.
create index seat_transfer_by_rare_reason on seat_transfer (partner_id, reason, sequence)
    where reason not in ('ALLOCATE', 'RETURN');

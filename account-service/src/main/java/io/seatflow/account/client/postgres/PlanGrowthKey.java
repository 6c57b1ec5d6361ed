package io.seatflow.account.client.postgres;

import java.util.UUID;

/** The key of a question about a plan's growth. */
record PlanGrowthKey(UUID partnerId, UUID growthId) {}

package io.seatflow.billing.plan;

/**
 * What a closed period missed.
 *
 * @param closed the period as it stood until then
 * @param catalogVersion the price list of the period
 */
public record Missed(ClosedPeriod closed, String catalogVersion, PlanCharge charge) {}

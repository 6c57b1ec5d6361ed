package io.seatflow.billing.catalog;

/**
 * A price list that a plan can be on.
 *
 * @param rank a switch to a higher rank takes effect at once, to a lower one with the next period
 * @param direct whether it is for clients that the vendor bills, and for them alone
 */
public record Program(
        String code, String name, int rank, boolean direct, Prices fee, SeatPrices seats) {}

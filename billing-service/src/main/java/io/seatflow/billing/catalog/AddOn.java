package io.seatflow.billing.catalog;

/** An extra service on a plan. */
public sealed interface AddOn {

    String code();

    String name();

    Prices price();

    /** Costs the same for any number of seats. */
    record Flat(String code, String name, Prices price) implements AddOn {}

    /** Is priced for each billable seat. */
    record PerSeat(String code, String name, Prices price) implements AddOn {}
}

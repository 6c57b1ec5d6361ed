package io.seatflow.billing.catalog;

/**
 * What a plan is priced by.
 *
 * @param now the list of its running period
 * @param next the list that is in force as the next one begins, as far as it is loaded
 */
public record Pricing(Catalog now, Catalog next) {

    /** The same prices from period to period. */
    public static Pricing lasting(Catalog catalog) {
        return new Pricing(catalog, catalog);
    }
}

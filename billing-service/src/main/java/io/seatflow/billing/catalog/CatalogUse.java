package io.seatflow.billing.catalog;

import java.util.Map;

/**
 * What of the price lists of a currency is in use: by how many running plans each code is, or will
 * be with a period to come.
 *
 * @param programs of partners' plans
 * @param directPrograms of the plans of clients that the vendor bills
 * @param isPriced whether there is a price list of the currency already
 */
public record CatalogUse(
        Map<String, Long> programs,
        Map<String, Long> directPrograms,
        Map<String, Long> addOns,
        boolean isPriced) {

    public CatalogUse {
        programs = Map.copyOf(programs);
        directPrograms = Map.copyOf(directPrograms);
        addOns = Map.copyOf(addOns);
    }
}

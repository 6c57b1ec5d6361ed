package io.seatflow.billing.catalog;

import java.util.List;

/** What the rules made of a price list as written: a catalog, or everything that is wrong. */
public sealed interface CatalogCheck {

    record Valid(Catalog catalog) implements CatalogCheck {}

    record Invalid(List<CatalogError> errors) implements CatalogCheck {

        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}

package io.seatflow.billing.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import io.seatflow.billing.catalog.CatalogCheck.Valid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The catalogs that tests work with. */
public final class Catalogs {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Catalogs() {}

    /** The price list that local runs come with. */
    public static Catalog local() {
        return valid(localDraft());
    }

    static CatalogDraft localDraft() {
        try (var in = Catalogs.class.getResourceAsStream("/catalog/2026-01.json")) {
            return JSON.readValue(Objects.requireNonNull(in), CatalogDraft.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CatalogDraft draft(String json) {
        try {
            return JSON.readValue(json, CatalogDraft.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Catalog valid(CatalogDraft draft) {
        return switch (CatalogRules.check(draft)) {
            case Valid(var catalog) -> catalog;
            case Invalid(var errors) -> throw new AssertionError(errors);
        };
    }

    /** One program and one add-on in any currency; seats at a tiered price. */
    public static Catalog of(String currency, String fee, String seats, String flat) {
        return valid(
                draft(
                        """
                        {"version":"test","effectiveFrom":"2026-01-01","currency":"%1$s",
                         "programs":[{"code":"BASIC","name":"Basic","rank":1,
                           "fee":{"MONTHLY":"%2$s","ANNUAL":"%2$s"},"seats":%3$s}],
                         "addOns":[{"code":"EXTRA","name":"Extra","kind":"FLAT",
                           "price":{"MONTHLY":"%4$s","ANNUAL":"%4$s"}}]}
                        """
                                .formatted(currency, fee, seats, flat)));
    }
}

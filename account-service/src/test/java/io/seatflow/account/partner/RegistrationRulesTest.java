package io.seatflow.account.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationRulesTest {

    private static final List<Catalog> CATALOGS =
            List.of(
                    new Catalog("USD", List.of("BASIC", "PREFERRED"), List.of("WHITE_LABEL")),
                    new Catalog("CAD", List.of("BASIC"), List.of()));

    @Test
    void whatThereIsIsNoFinding() {
        assertThat(check("PREFERRED", "USD", "America/Toronto", "WHITE_LABEL")).isEmpty();
    }

    @Test
    void aPriceListSellsOnlyWhatItHas() {
        assertThat(check("PREFERRED", "CAD", "America/Toronto", "WHITE_LABEL"))
                .containsExactly(List.of("program"), List.of("addOns", 0));
    }

    @Test
    void anUnknownCurrencyHidesNoOtherFinding() {
        assertThat(check("GOLD", "EUR", "UTC+1", "GLITTER"))
                .containsExactly(
                        List.of("timeZone"),
                        List.of("currency"),
                        List.of("program"),
                        List.of("addOns", 0));
    }

    @Test
    void theVendorsOwnPriceListIsForNoPartner() {
        var catalogs = List.of(new Catalog("USD", List.of("BASIC", "DIRECT"), List.of()));

        assertThat(RegistrationRules.check("DIRECT", "USD", "UTC", List.of(), catalogs))
                .extracting(Finding::path)
                .containsExactly(List.of("program"));
    }

    @Test
    void anAddOnIsNamedOnce() {
        assertThat(check("BASIC", "USD", "UTC", "WHITE_LABEL", "WHITE_LABEL"))
                .containsExactly(List.of("addOns", 1));
    }

    private static List<List<Object>> check(
            String program, String currency, String timeZone, String... addOns) {
        return RegistrationRules.check(program, currency, timeZone, List.of(addOns), CATALOGS)
                .stream()
                .map(Finding::path)
                .toList();
    }
}

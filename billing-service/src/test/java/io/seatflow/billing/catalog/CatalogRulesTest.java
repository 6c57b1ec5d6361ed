package io.seatflow.billing.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.CatalogCheck.Invalid;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

class CatalogRulesTest {

    @Test
    void theLocalCatalogIsRight() {
        var catalog = Catalogs.local();

        assertThat(catalog.version()).isEqualTo("2026-01");
        assertThat(catalog.partnerPrograms())
                .extracting(Program::code)
                .containsExactly("BASIC", "PREFERRED");
        assertThat(catalog.addOn("PRIORITY_SUPPORT")).containsInstanceOf(AddOn.PerSeat.class);
        assertThat(catalog.program("BASIC").orElseThrow().fee().of(Interval.ANNUAL))
                .isEqualTo(Money.parse("USD 490.00"));
    }

    @Test
    void everyErrorIsNamedAtOnce() {
        var draft =
                Catalogs.draft(
                        """
                        {"effectiveFrom":"January","currency":"JPY",
                         "programs":[
                           {"code":"basic","name":"","rank":1,"fee":{"MONTHLY":"49.50","WEEKLY":"1"},
                            "seats":{"tierMode":"STAIRS","tiers":[
                              {"from":1,"price":{"MONTHLY":"10","ANNUAL":"100"}}]}},
                           {"code":"PLUS","name":"Plus","rank":2,"fee":{"MONTHLY":"49","ANNUAL":"-1"},
                            "seats":{"tierMode":"VOLUME","tiers":[
                              {"from":2,"price":{"MONTHLY":"10","ANNUAL":"100"}},
                              {"from":2,"price":{"MONTHLY":"10","ANNUAL":"100"}}]}},
                           null],
                         "addOns":[{"code":"A","name":"A","kind":"ODD","price":{"MONTHLY":"1","ANNUAL":"1"}}]}
                        """);

        assertThat(CatalogRules.check(draft))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        invalid ->
                                assertThat(invalid.errors())
                                        .extracting(CatalogError::pointer)
                                        .containsExactlyInAnyOrder(
                                                "/version",
                                                "/effectiveFrom",
                                                "/programs/0/code",
                                                "/programs/0/name",
                                                "/programs/0/fee/WEEKLY",
                                                "/programs/0/fee/MONTHLY",
                                                "/programs/0/fee/ANNUAL",
                                                "/programs/0/seats/tierMode",
                                                "/programs/1/fee/ANNUAL",
                                                "/programs/1/seats/tiers/0/from",
                                                "/programs/1/seats/tiers/1/from",
                                                "/programs/2",
                                                "/addOns/0/kind"));
    }

    @Test
    void anEmptyCatalogAndDoubledCodesAreRefused() {
        assertThat(CatalogRules.check(Catalogs.draft("{}")))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        invalid ->
                                assertThat(invalid.errors())
                                        .extracting(CatalogError::pointer)
                                        .containsExactlyInAnyOrder(
                                                "/currency",
                                                "/version",
                                                "/effectiveFrom",
                                                "/programs"));
        var local = Catalogs.localDraft();
        var doubled =
                new CatalogDraft(
                        local.version(),
                        local.effectiveFrom(),
                        local.currency(),
                        local.programs(),
                        Collections.nCopies(2, Objects.requireNonNull(local.addOns()).getFirst()));
        assertThat(CatalogRules.check(doubled))
                .isEqualTo(
                        new Invalid(
                                List.of(
                                        new CatalogError(
                                                "/addOns", "has the code WHITE_LABEL twice"))));
    }

    @Test
    void aListThatRunningPlansCannotBePricedByIsRefusedWithAllThatItLacks() {
        var use =
                new CatalogUse(
                        Map.of("BASIC", 2L, "GOLD", 1L, "DIRECT", 1L),
                        Map.of("DIRECT", 1L, "BASIC", 1L),
                        Map.of("WHITE_LABEL", 3L, "FAX", 1L),
                        true);

        assertThat(CatalogRules.misfits(Catalogs.local(), use, LocalDate.parse("2026-01-01")))
                .extracting(CatalogError::detail)
                .containsExactly(
                        "must be after 2026-01-01: periods that have begun by then keep their prices",
                        "must have the program DIRECT: running plans have it or will, 1 of them",
                        "must have the program GOLD: running plans have it or will, 1 of them",
                        "must have the direct program BASIC: running plans have it or will, 1 of them",
                        "must have the add-on FAX: running plans have it or will, 1 of them");
    }

    @Test
    void theFirstListOfACurrencyMayHaveBeenInForceLongSince() {
        var none = new CatalogUse(Map.of(), Map.of(), Map.of(), false);

        assertThat(CatalogRules.misfits(Catalogs.local(), none, LocalDate.parse("2026-06-01")))
                .isEmpty();
        assertThat(
                        CatalogRules.misfits(
                                Catalogs.of("EUR", "1", SEATS, "1"),
                                none,
                                LocalDate.parse("2026-06-01")))
                .extracting(CatalogError::pointer)
                .containsExactly("/programs");
    }

    private static final String SEATS =
            """
            {"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"1","ANNUAL":"1"}}]}
            """;

    @Test
    void volumePricesEverySeatAndGraduatedTheSeatsWithin() {
        var preferred = Catalogs.local().program("PREFERRED").orElseThrow().seats();
        var direct = Catalogs.local().program("DIRECT").orElseThrow().seats();

        assertThat(preferred.of(100, Interval.MONTHLY))
                .containsExactly(new PricedSeats(100, Money.parse("USD 14.00")));
        assertThat(direct.of(25, Interval.MONTHLY))
                .containsExactly(
                        new PricedSeats(20, Money.parse("USD 25.00")),
                        new PricedSeats(5, Money.parse("USD 23.50")));
        assertThat(direct.of(0, Interval.MONTHLY)).isEmpty();
        assertThat(preferred.tierAt(99).from()).isEqualTo(50);
        assertThat(preferred.tierAfter(99).map(Tier::from)).contains(100);
        assertThat(preferred.tierAfter(250)).isEmpty();
    }
}

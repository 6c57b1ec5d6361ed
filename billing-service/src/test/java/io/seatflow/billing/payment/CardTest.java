package io.seatflow.billing.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardTest {

    @ParameterizedTest
    @CsvSource({
        "11/2026, 2026-11-30, false",
        "11/2026, 2026-12-01, true",
        "12/2026, 2026-12-31, false",
        "12/2026, 2027-01-01, true",
        "2/2028, 2028-02-29, false",
        "02/2028, 2028-03-01, true"
    })
    void itCanBeChargedUntilItsLastMonthIsOver(String expires, LocalDate on, boolean isExpired) {
        assertThat(card(expires).isExpired(on)).isEqualTo(isExpired);
    }

    @Test
    void itIsToldOfWithTheFirstDayOfItsLastMonth() {
        assertThat(card("12/2026").expiringOn()).contains(LocalDate.parse("2026-12-01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00/2029", "13/2029", "12/0000", "12/29", "null/null", ""})
    void ofOneWithoutAMonthItsBankDecides(String expires) {
        assertThat(card(expires).expiringOn()).isEmpty();
        assertThat(card(expires).isExpired(LocalDate.parse("2040-01-01"))).isFalse();
    }

    @Test
    void withOneThatHasExpiredNothingIsPaidAndTheReasonNamesIt() {
        var stored = new StoredCard(new UUID(1, 1), card("11/2026"), true);

        assertThat(Paying.with(Optional.of(stored), LocalDate.parse("2026-11-30")))
                .isEqualTo(new Paying.With(stored));
        assertThat(Paying.with(Optional.of(stored), LocalDate.parse("2026-12-01")))
                .isEqualTo(
                        new Paying.Not(
                                "payment-declined",
                                "The American Express ending in 0005 expired at the end of 11/2026.",
                                "The card on file has expired."));
        assertThat(Paying.with(Optional.empty(), LocalDate.parse("2026-12-01")))
                .isInstanceOfSatisfying(
                        Paying.Not.class,
                        not -> assertThat(not.reason()).isEqualTo("payment-method-required"));
    }

    private static Card card(String expires) {
        return new Card("AMEX", "0005", expires);
    }
}

package io.seatflow.billing.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PurchaseRulesTest {

    private static final UUID PLAN = new UUID(0, 7);
    private static final UUID NEW_QUOTE = new UUID(0, 2);
    private static final UUID THIRD_QUOTE = new UUID(0, 3);
    private static final UUID OLD_QUOTE = new UUID(0, 1);

    @Test
    void aNewConfirmationQueues() {
        assertThat(PurchaseRules.receive(Optional.empty(), PLAN, confirming(OLD_QUOTE)))
                .isEqualTo(Reception.QUEUE);
    }

    @ParameterizedTest
    @EnumSource(
            value = PurchaseStatus.class,
            names = {"QUEUED", "CHARGING"})
    void whatIsBeingWorkedOnWaits(PurchaseStatus status) {
        assertThat(receive(status, OLD_QUOTE)).isEqualTo(Reception.WAIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = PurchaseStatus.class,
            names = {"PAID", "DECLINED", "TAKEN_BACK"})
    void whatIsDecidedIsAnsweredAgain(PurchaseStatus status) {
        assertThat(receive(status, OLD_QUOTE)).isEqualTo(Reception.ANSWER_AGAIN);
    }

    @Test
    void aGrownPriceIsToldAgainUntilAnotherOneIsConfirmed() {
        assertThat(receive(PurchaseStatus.REQUOTED, OLD_QUOTE)).isEqualTo(Reception.ANSWER_AGAIN);
        assertThat(receive(PurchaseStatus.REQUOTED, null)).isEqualTo(Reception.QUEUE_AGAIN);
        assertThat(receive(PurchaseStatus.REQUOTED, NEW_QUOTE)).isEqualTo(Reception.QUEUE_AGAIN);
        assertThat(receive(PurchaseStatus.REQUOTED, THIRD_QUOTE)).isEqualTo(Reception.QUEUE_AGAIN);
    }

    /** Whoever pays by now has not been asked for that price. */
    @Test
    void onAnotherPlanItAsksAnew() {
        var known = new Known(new UUID(0, 8), PurchaseStatus.REQUOTED, OLD_QUOTE);

        assertThat(PurchaseRules.receive(Optional.of(known), PLAN, confirming(OLD_QUOTE)))
                .isEqualTo(Reception.QUEUE_AGAIN);
    }

    private static Reception receive(PurchaseStatus status, @Nullable UUID quote) {
        return PurchaseRules.receive(
                Optional.of(new Known(PLAN, status, OLD_QUOTE)), PLAN, confirming(quote));
    }

    private static Confirmation confirming(@Nullable UUID quote) {
        return new Confirmation(
                new UUID(0, 9), 5, quote, 1, 1, Instant.parse("2026-11-16T15:00:00Z"), "ada");
    }
}

package io.seatflow.acceptance.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.id.Ids;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StandingTest {

    private static final UUID CLIENT = Ids.next();

    private static final AccountEvent ACTIVATED =
            new ClientActivated(CLIENT, "ADD_TO_PLAN", "PARTNER", null, List.of(), "ada@acme.test");
    private static final AccountEvent TO_VENDOR =
            new BillingManagerChanged(CLIENT, "VENDOR", "ADD_TO_PLAN");
    private static final AccountEvent TO_PARTNER =
            new BillingManagerChanged(CLIENT, "PARTNER", "ADD_TO_PLAN");
    private static final AccountEvent RELEASED = new ClientDisabled(CLIENT, true);
    private static final AccountEvent KEPT = new ClientDisabled(CLIENT, false);

    @Test
    void aStepThatMovesNothingMayHaveBeenTakenAtAnyTime() {
        var standing = new Standing("COMPLIMENTARY", List.of(ACTIVATED));

        assertThat(standing.isNow(0, state -> state.source().equals("PLAN"))).isTrue();
        assertThat(standing.isAtItsEnd(3)).isTrue();
    }

    @Test
    void aStepThatMovesSeatsIsTakenWhereTheyMoved() {
        var standing = new Standing("COMPLIMENTARY", List.of(ACTIVATED));

        assertThat(standing.isNow(3, state -> state.source().equals("PLAN"))).isFalse();
        assertThat(standing.isAtItsEnd(3)).isFalse();
        assertThat(standing.takes(3, (_, step) -> step.equals(ACTIVATED))).isTrue();
        assertThat(standing.isAtItsEnd(3)).isTrue();
    }

    @Test
    void aStepIsTakenOnce() {
        var standing = new Standing("PLAN", List.of(RELEASED, ACTIVATED));

        assertThat(standing.takes(3, (_, step) -> step.equals(RELEASED))).isTrue();
        assertThat(standing.takes(3, (_, step) -> step.equals(RELEASED))).isFalse();
    }

    @Test
    void noStepIsTakenBeforeThoseThatWereToldBefore() {
        var standing = new Standing("PLAN", List.of(TO_VENDOR, TO_PARTNER));

        assertThat(standing.takes(3, (_, step) -> step.equals(TO_PARTNER))).isFalse();
        assertThat(standing.takes(3, (_, step) -> step.equals(TO_VENDOR))).isTrue();
        assertThat(standing.takes(3, (_, step) -> step.equals(TO_PARTNER))).isTrue();
    }

    @Test
    void whichOfManyEmptyStepsWereTakenIsLeftOpenUntilSeatsTell() {
        var standing =
                new Standing("PLAN", List.of(TO_VENDOR, TO_PARTNER, TO_VENDOR, TO_PARTNER, KEPT));

        assertThat(standing.isNow(0, state -> state.source().equals("DIRECT"))).isTrue();
        // Whichever of both it was: with seats there is one more way back, or there are two.
        assertThat(standing.takes(2, (_, step) -> step.equals(TO_PARTNER))).isTrue();
        assertThat(standing.isAtItsEnd(2)).isTrue();
        assertThat(standing.end().disabled()).isTrue();
    }

    @Test
    void aDisabledClientAndOneAtItsLimitMayHaveNoMore() {
        var standing = new Standing("PLAN", List.of(new ClientLimitsChanged(CLIENT, 5, 2), KEPT));

        assertThat(standing.end().mayHave(1)).isFalse();
        assertThat(standing.isNow(4, state -> !state.disabled() && state.mayHave(5))).isTrue();
        assertThat(standing.isNow(5, state -> state.seatLimit() != null && state.mayHave(6)))
                .isFalse();
    }

    @Test
    void theComplimentaryLimitIsForComplimentarySeats() {
        var limits = new ClientLimitsChanged(CLIENT, null, 2);

        assertThat(new Standing("COMPLIMENTARY", List.of(limits)).end().mayHave(3)).isFalse();
        assertThat(new Standing("PLAN", List.of(limits)).end().mayHave(3)).isTrue();
    }
}

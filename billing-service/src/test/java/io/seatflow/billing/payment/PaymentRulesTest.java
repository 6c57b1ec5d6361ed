package io.seatflow.billing.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.payment.Finding.AllRefused;
import io.seatflow.billing.payment.Finding.Charged;
import io.seatflow.billing.payment.Finding.NoAnswer;
import io.seatflow.billing.payment.Finding.NotFound;
import io.seatflow.billing.payment.Finding.Refused;
import io.seatflow.billing.payment.Verdict.Declined;
import io.seatflow.billing.payment.Verdict.LookAgain;
import io.seatflow.billing.payment.Verdict.Succeeded;
import io.seatflow.billing.payment.Verdict.TryOnceMore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentRulesTest {

    private static final Instant SENT = Instant.parse("2026-11-16T15:00:00Z");
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(3));

    @Test
    void whatTheGatewaySaysIsSo() {
        assertThat(decide(1, new Charged("t1"), 1)).isEqualTo(new Succeeded("t1"));
        assertThat(decide(1, new Refused("Do Not Honor"), 1))
                .isEqualTo(new Declined("payment-declined", "Do Not Honor"));
    }

    @Test
    void withoutAnAnswerItStaysUnknownForHowLongEver() {
        assertThat(decide(2, new NoAnswer("cut"), 100_000)).isInstanceOf(LookAgain.class);
    }

    @Test
    void whatIsNotFoundMayYetLandUntilTheTimeoutAndTheMarginHavePassed() {
        assertThat(decide(1, new NotFound(), 44)).isEqualTo(new LookAgain(SENT.plusSeconds(47)));
        assertThat(decide(1, new NotFound(), 45)).isEqualTo(new TryOnceMore());
    }

    @Test
    void aRefusalThatIsFoundMayBeThatOfAnotherTryThanTheLast() {
        var refused = new AllRefused("Do Not Honor", 1);
        assertThat(decide(2, refused, 44)).isInstanceOf(LookAgain.class);
        var declined = new Declined("payment-declined", "Do Not Honor");
        assertThat(decide(2, refused, 45)).isEqualTo(declined);
        assertThat(decide(1, refused, 1)).isEqualTo(declined);
    }

    /** The first try may be charged by now: only the gateway's books tell. */
    @Test
    void aSecondTryThatIsRefusedIsLookedUpAtOnce() {
        assertThat(decide(2, new Refused("Do Not Honor"), 50))
                .isEqualTo(new LookAgain(SENT.plusSeconds(50)));
    }

    /** It would land when its absence has counted as final. */
    @Test
    void whatWasTakenUpTooLongAgoIsNotSentAnyMore() {
        assertThat(PaymentRules.maySend(SENT, SENT.plusSeconds(14), PATIENCE)).isTrue();
        assertThat(PaymentRules.maySend(SENT, SENT.plusSeconds(15), PATIENCE)).isFalse();
    }

    @Test
    void itIsTriedTwiceAndThenUnavailable() {
        assertThat(decide(2, new NotFound(), 44)).isInstanceOf(LookAgain.class);
        assertThat(decide(2, new NotFound(), 45))
                .isInstanceOfSatisfying(
                        Declined.class,
                        declined -> assertThat(declined.reason()).isEqualTo("payment-unavailable"));
    }

    @ParameterizedTest(name = "{0} of {1} and {2}")
    @CsvSource({
        "t1,      t1 CHARGED,    t2 FAILED,   false",
        "t1,      t1 FAILED,     t2 CHARGED,  true",
        "t1,      t1 GIVEN_BACK, t2 FAILED,   true",
        "t1,      t1 OPEN,       t2 FAILED,   true",
        "nothing, t1 FAILED,     t2 FAILED,   false",
        "nothing, t1 OPEN,       t2 FAILED,   false",
        "nothing, t1 FAILED,     t2 CHARGED,  true"
    })
    void whatAnOperatorHasFoundOutIsNotSoWhereTheGatewaySaysOtherwise(
            String found, String first, String second, boolean isContradicted) {
        var finding =
                found.equals("nothing") ? new Refused("On the telephone") : new Charged(found);

        assertThat(PaymentRules.isContradicted(finding, List.of(charge(first), charge(second))))
                .isEqualTo(isContradicted);
    }

    @Test
    void whereTheGatewayHasNothingNothingWasCharged() {
        assertThat(PaymentRules.isContradicted(new Charged("t1"), List.of())).isTrue();
        assertThat(PaymentRules.isContradicted(new Refused("On the telephone"), List.of()))
                .isFalse();
    }

    private static GatewayCharge charge(String idAndState) {
        var words = List.of(idAndState.split(" "));
        return new GatewayCharge(
                words.getFirst(),
                Optional.of("order"),
                Money.parse("USD 50.00"),
                GatewayCharge.State.valueOf(words.getLast()),
                "a word of theirs");
    }

    private static Verdict decide(int tries, Finding finding, int secondsLater) {
        return PaymentRules.decide(
                new PaymentState(tries, SENT), finding, SENT.plusSeconds(secondsLater), PATIENCE);
    }
}

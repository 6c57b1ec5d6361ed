package io.seatflow.billing.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.payment.Aftermath.Settling;
import io.seatflow.billing.payment.AftermathRules.Consequence;
import io.seatflow.billing.payment.Dispute.Stage;
import io.seatflow.billing.payment.GatewayNotice.DisputeMoved;
import io.seatflow.billing.payment.GatewayNotice.OfCharge;
import io.seatflow.billing.payment.GatewayNotice.Settled;
import io.seatflow.billing.payment.GatewayNotice.SettlementDeclined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the gateway tells by itself is known in the same way in whatever order it comes. */
class AftermathRulesTest {

    private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");
    private static final String CHARGE = "charge";

    static Stream<List<OfCharge>> stories() {
        return Stream.of(
                List.of(settled(0), disputed("a", Stage.OPEN, 1), disputed("a", Stage.LOST, 3)),
                List.of(
                        disputed("a", Stage.OPEN, 0),
                        disputed("a", Stage.UNDER_REVIEW, 1),
                        disputed("a", Stage.WON, 2),
                        disputed("b", Stage.OPEN, 3),
                        disputed("b", Stage.ACCEPTED, 4)),
                List.of(
                        disputed("a", Stage.OPEN, 0),
                        disputed("a", Stage.EXPIRED, 1),
                        disputed("a", Stage.LOST, 2),
                        disputed("a", Stage.WON, 3)),
                List.of(declined(0), settled(1), disputed("a", Stage.OPEN, 2)),
                // Told within the same second.
                List.of(disputed("a", Stage.WON, 0), disputed("a", Stage.LOST, 0), settled(0)));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void everyOrderOfArrivalEndsInTheSame(List<OfCharge> story) {
        var twice = new ArrayList<>(story);
        twice.add(story.getFirst());
        var ends = new HashSet<Aftermath>();

        for (var order : orders(twice)) {
            ends.add(toldOf(order));
        }

        assertThat(ends).hasSize(1);
    }

    @Test
    void aDisputeThatIsOverIsNotOpenAgain() {
        var known = toldOf(List.of(disputed("a", Stage.LOST, 1), disputed("a", Stage.OPEN, 9)));

        assertThat(known.disputes().values()).extracting(Dispute::stage).containsOnly(Stage.LOST);
    }

    @Test
    void aNewDisputeOfTheSameChargeIsAnotherOne() {
        var known = toldOf(List.of(disputed("a", Stage.WON, 1), disputed("b", Stage.OPEN, 2)));

        assertThat(known.disputes()).containsOnlyKeys("a", "b");
    }

    @Test
    void moneyThatIsThereIsThere() {
        assertThat(toldOf(List.of(settled(1), declined(2))).settling()).contains(Settling.SETTLED);
        assertThat(toldOf(List.of(declined(2))).settling()).contains(Settling.DECLINED);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,   , settled, LOOK_UP",
        "UNKNOWN,   , settled, CHARGED",
        "UNKNOWN,   , declined, LOOK_UP",
        "UNKNOWN,   , disputed, LOOK_UP",
        "SUCCEEDED, charge, settled, NOTHING",
        "SUCCEEDED, charge, declined, OWED_AGAIN",
        "SUCCEEDED, charge, disputed, NOTHING",
        "SUCCEEDED, other, settled, GIVE_BACK",
        "SUCCEEDED, other, declined, NOTHING",
        "DECLINED,  , settled, GIVE_BACK",
        "DECLINED,  , declined, NOTHING",
        "DECLINED, charge, settled, PAID_AFTER_ALL",
        "DECLINED, charge, declined, NOTHING",
        "REFUNDING, charge, settled, NOTHING",
        "REFUNDING, charge, declined, NOTHING",
        "REFUNDED,  charge, settled, NOTHING",
        "REFUNDED,  charge, disputed, NOTHING"
    })
    void whatIsDoneAboutIt(
            PaymentStatus status, String counted, String notice, Consequence expected) {
        var told =
                switch (notice) {
                    case "settled" -> settled(0);
                    case "declined" -> declined(0);
                    default -> disputed("a", Stage.OPEN, 0);
                };

        assertThat(AftermathRules.decide(status, counted, Aftermath.NONE, told))
                .isEqualTo(expected);
    }

    @Test
    void aSettlementThatIsDeclinedTwiceIsOwedAgainOnce() {
        var known = new Aftermath(Optional.of(Settling.DECLINED), Map.of());

        assertThat(AftermathRules.decide(PaymentStatus.SUCCEEDED, CHARGE, known, declined(5)))
                .isEqualTo(Consequence.NOTHING);
    }

    private static Aftermath toldOf(List<OfCharge> notices) {
        var known = Aftermath.NONE;
        for (var notice : notices) {
            known = AftermathRules.apply(known, notice);
        }
        return known;
    }

    private static Set<List<OfCharge>> orders(List<OfCharge> of) {
        if (of.isEmpty()) {
            return Set.of(List.of());
        }
        var all = new HashSet<List<OfCharge>>();
        for (int i = 0; i < of.size(); i++) {
            var rest = new ArrayList<>(of);
            var first = rest.remove(i);
            for (var order : orders(rest)) {
                var whole = new ArrayList<OfCharge>(List.of(first));
                whole.addAll(order);
                all.add(whole);
            }
        }
        return all;
    }

    private static OfCharge settled(int second) {
        return new Settled("transaction_settled", at(second), CHARGE, null);
    }

    private static OfCharge declined(int second) {
        return new SettlementDeclined("transaction_settlement_declined", at(second), CHARGE, null);
    }

    private static OfCharge disputed(String id, Stage stage, int second) {
        return new DisputeMoved(
                "dispute", at(second), CHARGE, null, id, stage, Money.parse("USD 50.00"), null);
    }

    private static Instant at(int second) {
        return NOON.plusSeconds(second);
    }
}

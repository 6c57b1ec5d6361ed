package io.seatflow.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.payment.GatewayCharge;
import io.seatflow.billing.payment.GatewayCharge.State;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.PaymentComparison.Order;
import io.seatflow.billing.reconciliation.PaymentComparison.Ours;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the gateway's books and ours differ, and where they do not. */
class PaymentComparisonTest {

    private static final UUID PARTNER = new UUID(0, 1);
    private static final UUID PAYMENT = new UUID(0, 2);

    @ParameterizedTest(name = "{0} here, {1} there: {2}")
    @CsvSource({
        "SUCCEEDED, CHARGED,",
        "SUCCEEDED, OPEN,",
        "SUCCEEDED, FAILED, CHARGE_MISSING",
        "SUCCEEDED, GIVEN_BACK, GIVEN_BACK_ELSEWHERE",
        "SUCCEEDED, , CHARGE_MISSING",
        "DECLINED, FAILED,",
        "DECLINED, GIVEN_BACK,",
        "DECLINED, ,",
        "REFUNDING, CHARGED,",
        "REFUNDING, GIVEN_BACK,",
        "REFUNDED, GIVEN_BACK,",
        "REFUNDED, CHARGED, NOT_GIVEN_BACK",
        "UNKNOWN, CHARGED,",
        "UNKNOWN, ,",
        "PENDING, ,"
    })
    void oneChargeThatIsOurs(PaymentStatus ours, @Nullable State theirs, @Nullable Kind expected) {
        var row = ours(ours, ours == PaymentStatus.DECLINED ? null : "a", "USD 50.00");
        var charges = theirs == null ? List.<GatewayCharge>of() : List.of(charge("a", theirs));

        var found = PaymentComparison.compare(order(row, List.of(), charges));

        assertThat(found)
                .extracting(Discrepancy::kind)
                .isEqualTo(Optional.ofNullable(expected).stream().toList());
    }

    @Test
    void whatWasDeclinedAndChargedAllTheSameWasChargedForNothing() {
        var row = ours(PaymentStatus.DECLINED, null, "USD 50.00");

        assertThat(kinds(order(row, List.of(), List.of(charge("a", State.CHARGED)))))
                .containsExactly(Kind.CHARGED_FOR_NOTHING);
    }

    @Test
    void aSecondChargeIsOneTooManyUntilItGoesBack() {
        var row = ours(PaymentStatus.SUCCEEDED, "a", "USD 50.00");
        var both = List.of(charge("a", State.CHARGED), charge("b", State.CHARGED));
        assertThat(kinds(order(row, List.of(), both))).containsExactly(Kind.CHARGED_TWICE);

        var goesBack = ours(PaymentStatus.REFUNDING, "b", "USD 50.00");
        assertThat(kinds(order(row, List.of(goesBack), both))).isEmpty();

        var isBack = ours(PaymentStatus.REFUNDED, "b", "USD 50.00");
        assertThat(kinds(order(row, List.of(isBack), both))).containsExactly(Kind.NOT_GIVEN_BACK);
    }

    @Test
    void aPartThatGoesBackIsNothingThatHappenedElsewhere() {
        var row = ours(PaymentStatus.SUCCEEDED, "a", "USD 50.00");
        var part = ours(PaymentStatus.REFUNDED, "a", "USD 5.00");

        assertThat(kinds(order(row, List.of(part), List.of(charge("a", State.GIVEN_BACK)))))
                .isEmpty();
    }

    @Test
    void anotherAmountIsNamed() {
        var row = ours(PaymentStatus.SUCCEEDED, "a", "USD 49.99");

        var found =
                PaymentComparison.compare(
                        order(row, List.of(), List.of(charge("a", State.CHARGED))));

        assertThat(found).extracting(Discrepancy::kind).containsExactly(Kind.AMOUNT_DIFFERS);
        assertThat(found.getFirst().ours()).contains("49.99");
        assertThat(found.getFirst().theirs()).contains("50.00");
    }

    @Test
    void aChargeOfNobodyIsAStrangers() {
        var order =
                new Order("x", Optional.empty(), List.of(), List.of(charge("a", State.CHARGED)));

        assertThat(kinds(order)).containsExactly(Kind.STRANGERS_CHARGE);
    }

    private static List<Kind> kinds(Order order) {
        return PaymentComparison.compare(order).stream().map(Discrepancy::kind).toList();
    }

    private static Order order(Ours ours, List<Ours> others, List<GatewayCharge> theirs) {
        return new Order(PAYMENT.toString(), Optional.of(ours), others, theirs);
    }

    private static Ours ours(PaymentStatus status, @Nullable String charge, String amount) {
        return new Ours(
                PARTNER,
                PARTNER,
                PAYMENT,
                status,
                Money.parse(amount),
                Optional.ofNullable(charge));
    }

    private static GatewayCharge charge(String id, State state) {
        return new GatewayCharge(
                id, Optional.of(PAYMENT.toString()), Money.parse("USD 50.00"), state, "status");
    }
}

package io.seatflow.billing.reconciliation;

import io.seatflow.billing.payment.GatewayCharge;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.joda.money.Money;

/** What the gateway's books and ours say of one order. What is under way is no discrepancy. */
public final class PaymentComparison {

    private static final Set<PaymentStatus> UNDER_WAY =
            Set.of(PaymentStatus.PENDING, PaymentStatus.UNKNOWN);
    private static final Set<PaymentStatus> BACK =
            Set.of(PaymentStatus.REFUNDING, PaymentStatus.REFUNDED);

    private PaymentComparison() {}

    /**
     * A row of ours: the payment that has the order's id, or a charge beside it that is to be given
     * back, or a part of it that is.
     *
     * @param transactionId nothing while none counts
     */
    public record Ours(
            UUID partnerId,
            UUID planId,
            UUID id,
            PaymentStatus status,
            Money amount,
            Optional<String> transactionId) {

        boolean isOf(GatewayCharge charge) {
            return transactionId.filter(charge.transactionId()::equals).isPresent();
        }
    }

    /**
     * Everything under one order id.
     *
     * @param ours the payment with that id
     * @param others our other rows about charges for the same thing
     */
    public record Order(
            String id, Optional<Ours> ours, List<Ours> others, List<GatewayCharge> theirs) {

        public Order {
            others = List.copyOf(others);
            theirs = List.copyOf(theirs);
        }

        private Stream<Ours> rows() {
            return Stream.concat(ours.stream(), others.stream());
        }

        private boolean isKnownAs(GatewayCharge charge, PaymentStatus status) {
            return rows().anyMatch(row -> row.isOf(charge) && row.status() == status);
        }

        private boolean isGoingBack(GatewayCharge charge) {
            return rows().anyMatch(row -> row.isOf(charge) && BACK.contains(row.status()));
        }
    }

    /** What differs; nothing while the payment is under way. */
    public static List<Discrepancy> compare(Order order) {
        if (order.ours().isEmpty()) {
            return order.theirs().stream()
                    .filter(charge -> charge.state() == GatewayCharge.State.CHARGED)
                    .map(PaymentComparison::strangers)
                    .toList();
        }
        var ours = order.ours().get();
        if (UNDER_WAY.contains(ours.status())) {
            return List.of();
        }
        return Stream.concat(
                        order.theirs().stream().flatMap(charge -> differs(order, ours, charge)),
                        missing(order, ours))
                .toList();
    }

    private static Discrepancy strangers(GatewayCharge charge) {
        return new Discrepancy(
                Kind.STRANGERS_CHARGE,
                Discrepancy.NOBODY,
                charge.transactionId(),
                "nothing",
                said(charge));
    }

    private static Stream<Discrepancy> differs(Order order, Ours ours, GatewayCharge charge) {
        boolean counts = order.isKnownAs(charge, PaymentStatus.SUCCEEDED);
        boolean isGoingBack = order.isGoingBack(charge);
        return switch (charge.state()) {
            case OPEN -> Stream.empty();
            case FAILED -> counts ? found(Kind.CHARGE_MISSING, ours, charge) : Stream.empty();
            case GIVEN_BACK ->
                    counts && !isGoingBack
                            ? found(Kind.GIVEN_BACK_ELSEWHERE, ours, charge)
                            : Stream.empty();
            case CHARGED -> charged(order, ours, charge, counts, isGoingBack);
        };
    }

    private static Stream<Discrepancy> charged(
            Order order, Ours ours, GatewayCharge charge, boolean counts, boolean isGoingBack) {
        if (counts) {
            return charge.amount().isEqual(ours.amount())
                    ? Stream.empty()
                    : found(Kind.AMOUNT_DIFFERS, ours, charge);
        }
        if (order.isKnownAs(charge, PaymentStatus.REFUNDED)) {
            return found(Kind.NOT_GIVEN_BACK, ours, charge);
        }
        if (isGoingBack) {
            return Stream.empty();
        }
        return found(
                ours.status() == PaymentStatus.DECLINED
                        ? Kind.CHARGED_FOR_NOTHING
                        : Kind.CHARGED_TWICE,
                ours,
                charge);
    }

    private static Stream<Discrepancy> missing(Order order, Ours ours) {
        boolean isThere = order.theirs().stream().anyMatch(ours::isOf);
        return ours.status() == PaymentStatus.SUCCEEDED && !isThere
                ? Stream.of(
                        new Discrepancy(
                                Kind.CHARGE_MISSING,
                                ours.partnerId(),
                                ours.id().toString(),
                                said(ours),
                                "nothing"))
                : Stream.empty();
    }

    private static Stream<Discrepancy> found(Kind kind, Ours ours, GatewayCharge charge) {
        return Stream.of(
                new Discrepancy(
                        kind, ours.partnerId(), ours.id().toString(), said(ours), said(charge)));
    }

    private static String said(Ours ours) {
        return "%s %s".formatted(ours.status(), ours.amount());
    }

    private static String said(GatewayCharge charge) {
        return "%s %s as %s".formatted(charge.status(), charge.amount(), charge.transactionId());
    }
}

package io.seatflow.billing.payment;

import io.seatflow.billing.payment.Finding.AllRefused;
import io.seatflow.billing.payment.Finding.Charged;
import io.seatflow.billing.payment.Finding.NoAnswer;
import io.seatflow.billing.payment.Finding.NotFound;
import io.seatflow.billing.payment.Finding.Refused;
import io.seatflow.billing.payment.Verdict.Declined;
import io.seatflow.billing.payment.Verdict.LookAgain;
import io.seatflow.billing.payment.Verdict.Succeeded;
import io.seatflow.billing.payment.Verdict.TryOnceMore;
import java.time.Instant;
import java.util.List;

/** When a payment counts as made, refused, or still unknown: so that none is ever made twice. */
public final class PaymentRules {

    private static final int TRIES_MAX = 2;

    private PaymentRules() {}

    /**
     * What a finding makes of a payment.
     *
     * @param askedAt since when the gateway was asked: what it did not know then may have landed
     *     while it answered
     */
    public static Verdict decide(
            PaymentState state, Finding finding, Instant askedAt, Patience patience) {
        return switch (finding) {
            case Charged(var transactionId, _) -> new Succeeded(transactionId);
            // The try before may have landed after all: then it is charged, whatever this one says.
            case Refused _ when state.tries() > 1 -> new LookAgain(askedAt);
            case Refused(var detail) -> new Declined("payment-declined", detail);
            case AllRefused(_, var sales)
                    when sales < state.tries() && mayYetLand(state, askedAt, patience) ->
                    new LookAgain(askedAt.plus(patience.lookEvery()));
            case AllRefused(var detail, _) -> new Declined("payment-declined", detail);
            case NoAnswer _ -> new LookAgain(askedAt.plus(patience.lookEvery()));
            case NotFound _ when mayYetLand(state, askedAt, patience) ->
                    new LookAgain(askedAt.plus(patience.lookEvery()));
            case NotFound _ when state.tries() < TRIES_MAX -> new TryOnceMore();
            case NotFound _ ->
                    new Declined(
                            "payment-unavailable",
                            "The payment gateway could not be reached in time; nothing was charged.");
        };
    }

    /**
     * Whether a charge may still be sent that was taken up then. One that has waited too long could
     * land when its absence has counted as final already.
     */
    public static boolean maySend(Instant takenUpAt, Instant now, Patience patience) {
        return now.isBefore(takenUpAt.plus(patience.sendWithin()));
    }

    /** What an operator has found out where the gateway did not say: charged, or refused. */
    public static Verdict decided(Finding found) {
        return switch (found) {
            case Charged(var transactionId, _) -> new Succeeded(transactionId);
            case Refused(var detail) -> new Declined("payment-unavailable", detail);
            case AllRefused _, NotFound _, NoAnswer _ ->
                    throw new IllegalArgumentException("That decides nothing: " + found);
        };
    }

    /**
     * Whether the gateway's own books say otherwise than an operator has found out.
     *
     * @param theirs every sale under the payment's id
     */
    public static boolean isContradicted(Finding found, List<GatewayCharge> theirs) {
        return switch (found) {
            case Charged(var transactionId, _) ->
                    theirs.stream()
                            .noneMatch(each ->
                                    isCharged(each) && each.transactionId().equals(transactionId));
            case Refused _ -> theirs.stream().anyMatch(PaymentRules::isCharged);
            case AllRefused _, NotFound _, NoAnswer _ ->
                    throw new IllegalArgumentException("That decides nothing: " + found);
        };
    }

    private static boolean isCharged(GatewayCharge charge) {
        return charge.state() == GatewayCharge.State.CHARGED;
    }

    /** A request that was cut off may still be on its way to the gateway. */
    private static boolean mayYetLand(PaymentState state, Instant askedAt, Patience patience) {
        var sentAt = state.sentAt();
        return sentAt != null
                && askedAt.isBefore(sentAt.plus(patience.timeout()).plus(patience.margin()));
    }
}

package io.seatflow.billing.payment;

import java.time.Instant;
import java.time.LocalDate;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Something that the gateway tells of by itself. Notices come in any order, repeated, late, or
 * never.
 */
public sealed interface GatewayNotice {

    /** The word that the gateway has for it. */
    String kind();

    /** When it was told, by the gateway's clock. */
    Instant at();

    /** One that is about a charge. */
    sealed interface OfCharge extends GatewayNotice {

        String transactionId();

        /** The payment's id, if the charge is one of ours. */
        @Nullable String orderId();
    }

    /** The money of a charge is there. */
    record Settled(String kind, Instant at, String transactionId, @Nullable String orderId)
            implements OfCharge {}

    /** The money of a charge that had succeeded does not come after all. */
    record SettlementDeclined(
            String kind, Instant at, String transactionId, @Nullable String orderId)
            implements OfCharge {}

    /** A card's holder disputes a charge, or that dispute went on. */
    record DisputeMoved(
            String kind,
            Instant at,
            String transactionId,
            @Nullable String orderId,
            String disputeId,
            Dispute.Stage stage,
            Money amount,
            @Nullable LocalDate openedOn)
            implements OfCharge {

        Dispute dispute() {
            return new Dispute(disputeId, stage, amount, openedOn, at);
        }
    }

    /** Anything else. */
    record OfNoConcern(String kind, Instant at) implements GatewayNotice {}
}

package io.seatflow.local.braintree.merchant;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A charge or a refund, from the attempt on; also one that was declined is kept. */
public record Transaction(
        String id,
        Kind kind,
        BigDecimal amount,
        String currency,
        String merchantAccountId,
        @Nullable String orderId,
        @Nullable String purchaseOrderNumber,
        Map<String, String> customFields,
        Payer payer,
        Verdict verdict,
        @Nullable String authorizationCode,
        List<StatusEvent> history,
        @Nullable String refundedTransactionId,
        List<String> refundIds) {

    /** Which way the money goes. */
    public enum Kind {
        SALE,
        CREDIT;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Transaction {
        customFields = Map.copyOf(customFields);
        history = List.copyOf(history);
        refundIds = List.copyOf(refundIds);
        if (history.isEmpty() || amount.signum() <= 0) {
            throw new IllegalArgumentException("A transaction has an amount and a status.");
        }
    }

    public TransactionStatus status() {
        return history.getLast().status();
    }

    public Instant createdAt() {
        return history.getFirst().at();
    }

    public Instant updatedAt() {
        return history.getLast().at();
    }

    /** When it first reached that status, if it did. */
    public Optional<Instant> reachedAt(TransactionStatus status) {
        return history.stream()
                .filter(event -> event.status() == status)
                .map(StatusEvent::at)
                .findFirst();
    }

    public boolean isApproved() {
        return verdict instanceof Verdict.Approved;
    }

    Transaction becoming(TransactionStatus status, Instant now) {
        return becoming(status, amount, now);
    }

    Transaction becoming(TransactionStatus status, BigDecimal newAmount, Instant now) {
        var longer = new ArrayList<>(history);
        longer.add(new StatusEvent(status, newAmount, now));
        return new Transaction(
                id,
                kind,
                newAmount,
                currency,
                merchantAccountId,
                orderId,
                purchaseOrderNumber,
                customFields,
                payer,
                verdict,
                authorizationCode,
                longer,
                refundedTransactionId,
                refundIds);
    }

    Transaction refundedBy(String refundId) {
        var more = new ArrayList<>(refundIds);
        more.add(refundId);
        return new Transaction(
                id,
                kind,
                amount,
                currency,
                merchantAccountId,
                orderId,
                purchaseOrderNumber,
                customFields,
                payer,
                verdict,
                authorizationCode,
                history,
                refundedTransactionId,
                more);
    }
}

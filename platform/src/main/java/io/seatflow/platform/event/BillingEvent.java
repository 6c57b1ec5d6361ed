package io.seatflow.platform.event;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What billing-service tells: what is owed and paid. Topic {@code seatflow.billing}. */
public sealed interface BillingEvent extends SeatflowEvent {

    /**
     * The price list in force, told under the nil partner: what a plan may name.
     *
     * @param programs codes that a partner may subscribe to; the direct price list is not among
     *     them
     */
    record CatalogLoaded(
            String version,
            LocalDate effectiveFrom,
            String currency,
            List<String> programs,
            List<String> addOns)
            implements BillingEvent {}

    /**
     * A shortfall has its price. While a purchase is under way it means: the price grew, ask again.
     *
     * @param attempt the asking that this answers
     */
    record PlanUpdateQuoted(UUID changeId, int attempt, int shortfall, Quote quote)
            implements BillingEvent {}

    /** A shortfall can have no price; {@code reason} is the problem's slug. */
    record PlanUpdateRefused(UUID changeId, int attempt, String reason, String detail)
            implements BillingEvent {}

    /** A confirmed purchase is paid; {@code quote} is what was charged. */
    record SeatPurchasePaid(UUID changeId, int shortfall, Quote quote, @Nullable UUID invoiceId)
            implements BillingEvent {}

    /**
     * A confirmed purchase was not paid; {@code reason} is the problem's slug, {@code detail} the
     * processor's words.
     */
    record SeatPurchaseDeclined(UUID changeId, String reason, String detail)
            implements BillingEvent {}

    /**
     * A plan's period is over: what is due leaves, and seat-service answers with {@code
     * SupplyReduced}.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record PeriodEnding(Instant periodEnd, @Nullable UUID payingClientId) implements BillingEvent {

        /** Of the partner's plan. */
        public PeriodEnding(Instant periodEnd) {
            this(periodEnd, null);
        }
    }

    /**
     * A period began. Its instants are the starts of its days in the partner's time zone.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record PeriodStarted(
            Instant start,
            Instant end,
            LocalDate startOn,
            LocalDate endOn,
            @Nullable UUID payingClientId)
            implements BillingEvent {

        /** Of the partner's plan. */
        public PeriodStarted(Instant start, Instant end, LocalDate startOn, LocalDate endOn) {
            this(start, end, startOn, endOn, null);
        }
    }

    /**
     * An invoice was issued.
     *
     * @param kind {@code PERIOD}, {@code PRORATION}, {@code ADJUSTMENT} or {@code CREDIT_NOTE}
     * @param payingClientId the client whose own plan it is for, and who alone sees amounts; null:
     *     the partner's plan
     */
    record InvoiceIssued(
            UUID invoiceId,
            String number,
            String kind,
            Money total,
            LocalDate issuedOn,
            @Nullable UUID payingClientId)
            implements BillingEvent {

        /** Of the partner's plan. */
        public InvoiceIssued(
                UUID invoiceId, String number, String kind, Money total, LocalDate issuedOn) {
            this(invoiceId, number, kind, total, issuedOn, null);
        }
    }

    /**
     * An invoice is paid in full.
     *
     * @param payingClientId the client whose own plan it is for, and who alone sees amounts; null:
     *     the partner's plan
     */
    record InvoicePaid(
            UUID invoiceId, String number, String kind, Money total, @Nullable UUID payingClientId)
            implements BillingEvent {

        /** Of the partner's plan. */
        public InvoicePaid(UUID invoiceId, String number, String kind, Money total) {
            this(invoiceId, number, kind, total, null);
        }
    }

    /**
     * An attempt to collect an invoice failed; {@code detail} is the processor's reason.
     *
     * @param payingClientId the client whose own plan it is for, and who alone sees amounts; null:
     *     the partner's plan
     */
    record PaymentFailed(
            UUID invoiceId,
            @Nullable String number,
            String kind,
            Money total,
            String reason,
            String detail,
            @Nullable UUID payingClientId)
            implements BillingEvent {

        /** Of the partner's plan. */
        public PaymentFailed(
                UUID invoiceId,
                @Nullable String number,
                String kind,
                Money total,
                String reason,
                String detail) {
            this(invoiceId, number, kind, total, reason, detail, null);
        }
    }

    /**
     * A card holder disputes a payment, or the dispute went on.
     *
     * @param invoiceId what it paid; null where it paid nothing and is given back
     * @param stage {@code OPEN}, {@code UNDER_REVIEW}, {@code EXPIRED}, {@code ACCEPTED}, {@code
     *     WON} or {@code LOST}
     * @param payingClientId the client whose own plan it is for, and who alone sees amounts; null:
     *     the partner's plan
     */
    record PaymentDisputed(
            UUID paymentId,
            @Nullable UUID invoiceId,
            String disputeId,
            String stage,
            Money amount,
            @Nullable UUID payingClientId)
            implements BillingEvent {}

    /**
     * What a plan would cost with the seats of a {@code PlanGrowthPreviewed}. Nobody is charged.
     *
     * @param payingClientId the client whose own plan would pay; null: the partner's plan
     */
    record PlanUpdatePreviewed(UUID previewId, Quote quote, @Nullable UUID payingClientId)
            implements BillingEvent {}

    /** A preview can have no price; {@code reason} is the problem's slug. */
    record PlanUpdatePreviewRefused(UUID previewId, String reason, String detail)
            implements BillingEvent {}

    /**
     * An invoice could not be collected in time: seats in use go on working, nothing more is
     * bought.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record PlanPastDue(@Nullable UUID payingClientId) implements BillingEvent {}

    /**
     * All that was past due is paid.
     *
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record PlanRestored(@Nullable UUID payingClientId) implements BillingEvent {}

    /**
     * A card is in the last month in which it can be charged: another one should be stored.
     *
     * @param expires that month, as {@code 12/2029}
     * @param isDefault whether its plan pays with it
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record CardExpiring(
            UUID paymentMethodId,
            String brand,
            String last4,
            String expires,
            boolean isDefault,
            @Nullable UUID payingClientId)
            implements BillingEvent {}

    /**
     * The last month of a card is over: nothing is paid with it any more.
     *
     * @param expires that month, as {@code 12/2029}
     * @param isDefault whether its plan pays with it
     * @param payingClientId the client whose own plan it is; null: the partner's
     */
    record CardExpired(
            UUID paymentMethodId,
            String brand,
            String last4,
            String expires,
            boolean isDefault,
            @Nullable UUID payingClientId)
            implements BillingEvent {}

    /**
     * A plan has another program or other add-ons, now or from a day on.
     *
     * @param effectiveOn the local day from which it counts
     * @param payingClientId the client whose own plan it is; null: the partner's
     * @param changedBy who asked for it, as in {@code Actor}; null: billing itself
     */
    record PlanChanged(
            String program,
            List<String> addOns,
            LocalDate effectiveOn,
            @Nullable UUID payingClientId,
            @Nullable String changedBy)
            implements BillingEvent {

        /** By billing itself. */
        public PlanChanged(
                String program,
                List<String> addOns,
                LocalDate effectiveOn,
                @Nullable UUID payingClientId) {
            this(program, addOns, effectiveOn, payingClientId, null);
        }
    }
}

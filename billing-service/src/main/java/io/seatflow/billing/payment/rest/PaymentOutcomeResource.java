package io.seatflow.billing.payment.rest;

import io.seatflow.billing.payment.Finding;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has found out about a payment of which the gateway has not said for a day
 * whether it was charged.
 */
@Path("/v1/partners/{partnerId}/payments/{paymentId}/outcome")
class PaymentOutcomeResource {

    private static final Logger LOG = Logger.getLogger(PaymentOutcomeResource.class);

    private final HibernateTransactions transactions;
    private final Payments payments;
    private final Collector collector;
    private final CurrentCall call;
    private final Clock clock;
    private final Duration undecidedAfter;

    PaymentOutcomeResource(
            HibernateTransactions transactions,
            Payments payments,
            Collector collector,
            CurrentCall call,
            Clock clock,
            @ConfigProperty(name = "seatflow.payment.undecided-after", defaultValue = "24h")
                    Duration undecidedAfter) {
        this.transactions = transactions;
        this.payments = payments;
        this.collector = collector;
        this.call = call;
        this.clock = clock;
        this.undecidedAfter = undecidedAfter;
    }

    enum Outcome {
        NOT_CHARGED,
        CHARGED
    }

    /**
     * @param transactionId of the charge at the gateway; with {@code CHARGED} alone
     * @param reason how it was found out
     */
    @NamesTheCharge
    record OutcomeRequest(
            @NotNull Outcome outcome,
            @Nullable @Size(max = 64) String transactionId,
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    record PaymentView(UUID id, PaymentStatus status, Money amount, @Nullable String reason) {

        static PaymentView of(Payments.Shown payment) {
            return new PaymentView(
                    payment.id(), payment.status(), payment.amount(), payment.reason());
        }
    }

    @POST
    @Cancellable(false)
    public Uni<PaymentView> decide(UUID partnerId, String paymentId, OutcomeRequest request) {
        call.caller().requireOperator();
        var id = id(paymentId);
        var found = found(request);
        return transactions
                .run(tx ->
                        call.idempotency()
                                .begin(tx, id)
                                .chain(() ->
                                        payments.decide(
                                                tx,
                                                partnerId,
                                                id,
                                                found,
                                                clock.instant().minus(undecidedAfter),
                                                call.caller().actor())))
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(() -> transactions.run(_ -> payments.one(partnerId, id)))
                .invoke(collector::wake)
                .invoke(payment ->
                        LOG.warnf(
                                "%s has decided that payment %s is %s: %s",
                                call.caller().actor(),
                                payment.id(),
                                request.outcome(),
                                request.reason()))
                .map(PaymentView::of);
    }

    private static Finding found(OutcomeRequest request) {
        return switch (request.outcome()) {
            case CHARGED ->
                    new Finding.Charged(
                            Objects.requireNonNull(
                                    request.transactionId(), "Who was charged names the charge."));
            case NOT_CHARGED -> new Finding.Refused(request.reason());
        };
    }

    private static UUID id(String paymentId) {
        try {
            return UUID.fromString(paymentId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("payment");
        }
    }
}

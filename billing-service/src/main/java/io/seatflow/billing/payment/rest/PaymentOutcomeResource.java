package io.seatflow.billing.payment.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.payment.Finding;
import io.seatflow.billing.payment.GatewayCharge;
import io.seatflow.billing.payment.PaymentRules;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.braintree.GatewayBooks;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
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
    private final GatewayBooks gateway;
    private final Collector collector;
    private final CurrentCall call;
    private final Clock clock;
    private final Duration undecidedAfter;

    PaymentOutcomeResource(
            HibernateTransactions transactions,
            Payments payments,
            GatewayBooks gateway,
            Collector collector,
            CurrentCall call,
            Clock clock,
            @ConfigProperty(name = "seatflow.payment.undecided-after", defaultValue = "24h")
                    Duration undecidedAfter) {
        this.transactions = transactions;
        this.payments = payments;
        this.gateway = gateway;
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

    /**
     * What the gateway has under a payment's id.
     *
     * @param status the gateway's own word
     */
    record FoundCharge(String transactionId, String status, Money amount) {

        static FoundCharge of(GatewayCharge charge) {
            return new FoundCharge(charge.transactionId(), charge.status(), charge.amount());
        }

        String inWords() {
            return "%s as %s".formatted(status, transactionId);
        }
    }

    /** What the gateway's books contradict, now that they are looked up, is refused. */
    @POST
    @Cancellable(false)
    public Uni<PaymentView> decide(UUID partnerId, String paymentId, OutcomeRequest request) {
        call.caller().requireOperator();
        var id = id(paymentId);
        var found = found(request);
        var key = call.idempotency();
        var by = call.caller().actor();
        var sentBefore = clock.instant().minus(undecidedAfter);
        return Panache.withSession(() -> payments.isUndecided(partnerId, id, sentBefore))
                // Whatever else it is, the transaction says, or gives the first answer again.
                .chain(isOpen ->
                        isOpen ? requireUncontradicted(id, found) : Uni.createFrom().voidItem())
                .chain(() ->
                        transactions.run(tx ->
                                key.begin(tx, id)
                                        .chain(() ->
                                                payments.decide(
                                                        tx, partnerId, id, found, sentBefore, by))))
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(() -> transactions.run(_ -> payments.one(partnerId, id)))
                .invoke(collector::wake)
                .invoke(payment ->
                        LOG.warnf(
                                "%s has decided that payment %s is %s: %s",
                                by, payment.id(), request.outcome(), request.reason()))
                .map(PaymentView::of);
    }

    /** Where the gateway does not answer even now, the operator's word is all that there is. */
    private Uni<Void> requireUncontradicted(UUID id, Finding found) {
        return gateway.ofOrderIfAnswered(id.toString())
                .invoke(told ->
                        told.filter(theirs -> PaymentRules.isContradicted(found, theirs))
                                .ifPresent(theirs -> {
                                    throw contradicted(id, theirs);
                                }))
                .replaceWithVoid();
    }

    private static Problem contradicted(UUID id, List<GatewayCharge> theirs) {
        var found = theirs.stream().map(FoundCharge::of).toList();
        return new Problem(
                        ProblemType.GATEWAY_DISAGREES,
                        found.isEmpty()
                                ? "The gateway has no charge under the order id %s.".formatted(id)
                                : "Under the order id %s the gateway has %s."
                                        .formatted(
                                                id,
                                                found.stream()
                                                        .map(FoundCharge::inWords)
                                                        .collect(Collectors.joining(", "))))
                .with("found", found);
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

package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.billing.payment.postgres.Payments.Owed;
import io.seatflow.billing.payment.postgres.Settlement;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Collects issued invoices, and tells what became of it. */
@ApplicationScoped
public class Collections implements Settlement {

    private final Plans plans;
    private final Invoices invoices;
    private final Cards cards;
    private final Payments payments;
    private final Outbox outbox;
    private final BusinessClock clock;

    Collections(
            Plans plans,
            Invoices invoices,
            Cards cards,
            Payments payments,
            Outbox outbox,
            BusinessClock clock) {
        this.plans = plans;
        this.invoices = invoices;
        this.cards = cards;
        this.payments = payments;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The event that tells of an issued invoice. */
    public static InvoiceIssued issued(Issued invoice) {
        return new InvoiceIssued(
                invoice.id(),
                invoice.number(),
                invoice.kind().name(),
                invoice.total(),
                invoice.issuedOn(),
                invoice.payingClientId());
    }

    /** The event that tells of a paid invoice. */
    public static InvoicePaid paid(Issued invoice) {
        return new InvoicePaid(
                invoice.id(),
                invoice.number(),
                invoice.kind().name(),
                invoice.total(),
                invoice.payingClientId());
    }

    /** What is told when an invoice is issued: where nothing is owed, it is paid already. */
    public static List<BillingEvent> eventsOf(Issued invoice) {
        return invoice.status() == Invoice.Status.PAID
                ? List.of(issued(invoice), paid(invoice))
                : List.of(issued(invoice));
    }

    /** Has an open invoice paid with the plan's card; without one that is told as a failure. */
    public Uni<Void> collect(HibernateTx tx, HeldPlan plan, Issued invoice) {
        if (invoice.status() == Invoice.Status.PAID) {
            return Uni.createFrom().voidItem();
        }
        return cards.payingFor(plan).chain(card -> collect(tx, plan, invoice, card));
    }

    private Uni<Void> collect(
            HibernateTx tx, HeldPlan plan, Issued invoice, Optional<StoredCard> card) {
        if (card.isEmpty()) {
            var failed = failed(invoice, "payment-method-required", "There is no card on file.");
            return tell(tx, plan, failed);
        }
        return open(plan, invoice, card.get()).replaceWithVoid();
    }

    /**
     * Pays an open invoice with the plan's card; without an effect where it is paid or about to be.
     *
     * @return the payment to wait for, if there is one
     */
    public Uni<Optional<UUID>> pay(UUID partnerId, UUID planId, UUID invoiceId) {
        return plans.hold(partnerId, planId)
                .chain(held ->
                        invoices.lock(partnerId, invoiceId)
                                .chain(row -> pay(held, Issued.of(row))));
    }

    private Uni<Optional<UUID>> pay(HeldPlan held, Issued invoice) {
        if (invoice.status() != Invoice.Status.OPEN
                && invoice.status() != Invoice.Status.PAST_DUE) {
            return Uni.createFrom().item(Optional.empty());
        }
        return payments.ofInvoices(held.partnerId(), List.of(invoice.id()))
                .map(Collections::underWay)
                .chain(payment ->
                        payment.isPresent()
                                ? Uni.createFrom().item(payment)
                                : payNow(held, invoice));
    }

    private static Optional<UUID> underWay(List<Payments.Shown> of) {
        return of.stream()
                .filter(each ->
                        each.status() == PaymentStatus.PENDING
                                || each.status() == PaymentStatus.UNKNOWN)
                .map(Payments.Shown::id)
                .findFirst();
    }

    private Uni<Optional<UUID>> payNow(HeldPlan held, Issued invoice) {
        return cards.payingFor(held)
                .map(card -> card.orElseThrow(Collections::noCard))
                .chain(card -> open(held, invoice, card))
                .map(Optional::of);
    }

    private static Problem noCard() {
        return new Problem(ProblemType.PAYMENT_METHOD_REQUIRED, "There is no card on file.");
    }

    /** Writes the payment of an invoice down. */
    private Uni<UUID> open(HeldPlan plan, Issued invoice, StoredCard card) {
        return payments.open(
                plan, new Owed(Purpose.INVOICE, invoice.id(), invoice.id(), invoice.total()), card);
    }

    @Override
    public Purpose purpose() {
        return Purpose.INVOICE;
    }

    @Override
    public Uni<UUID> paid(HibernateTx tx, HeldPlan plan, UUID invoiceId) {
        return invoices.lock(plan.partnerId(), invoiceId)
                .invoke(row -> row.status = Invoice.Status.PAID)
                .chain(row -> tell(tx, plan, paid(Issued.of(row))))
                .replaceWith(invoiceId);
    }

    @Override
    public Uni<Void> declined(
            HibernateTx tx, HeldPlan plan, UUID invoiceId, String reason, String detail) {
        return invoices.lock(plan.partnerId(), invoiceId)
                .chain(row -> tell(tx, plan, failed(Issued.of(row), reason, detail)));
    }

    @Override
    public Uni<Void> cardCame(
            HibernateTx tx, HeldPlan plan, UUID invoiceId, Optional<String> refusal) {
        return invoices.lock(plan.partnerId(), invoiceId)
                .map(Issued::of)
                .chain(invoice -> cardCame(tx, plan, invoice, refusal));
    }

    private Uni<Void> cardCame(
            HibernateTx tx, HeldPlan plan, Issued invoice, Optional<String> refusal) {
        if (invoice.status() == Invoice.Status.PAID) {
            // Nothing waits for the card, so nothing has failed either.
            return Uni.createFrom().voidItem();
        }
        if (refusal.isPresent()) {
            return tell(tx, plan, failed(invoice, "payment-declined", refusal.get()));
        }
        return invoice.status() == Invoice.Status.OPEN
                ? collect(tx, plan, invoice)
                : Uni.createFrom().voidItem();
    }

    private static PaymentFailed failed(Issued invoice, String reason, String detail) {
        return new PaymentFailed(
                invoice.id(),
                invoice.number(),
                invoice.kind().name(),
                invoice.total(),
                reason,
                detail,
                invoice.payingClientId());
    }

    private Uni<Void> tell(HibernateTx tx, HeldPlan plan, BillingEvent event) {
        return outbox.add(tx, plan.partnerId(), clock.now(), List.of(event));
    }
}

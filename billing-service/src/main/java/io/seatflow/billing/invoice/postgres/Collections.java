package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.CollectionRules;
import io.seatflow.billing.invoice.CreditWorking;
import io.seatflow.billing.invoice.CreditWorking.GivenBack;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceRules;
import io.seatflow.billing.invoice.TakenOff;
import io.seatflow.billing.payment.Paying;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.billing.payment.postgres.Payments.Owed;
import io.seatflow.billing.payment.postgres.Settlement;
import io.seatflow.billing.plan.Overpaid;
import io.seatflow.billing.plan.Plan.Standing;
import io.seatflow.billing.plan.PlanEvent.StandingChanged;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.joda.money.Money;

/**
 * Collects issued invoices: at once, then again some days later, until a plan is past due; and
 * tells what became of it.
 */
@ApplicationScoped
public class Collections implements Settlement {

    private final Plans plans;
    private final Invoices invoices;
    private final Workings workings;
    private final CreditWorkings creditWorkings;
    private final Cards cards;
    private final Payments payments;
    private final Outbox outbox;
    private final BusinessClock clock;

    Collections(
            Plans plans,
            Invoices invoices,
            Workings workings,
            CreditWorkings creditWorkings,
            Cards cards,
            Payments payments,
            Outbox outbox,
            BusinessClock clock) {
        this.plans = plans;
        this.invoices = invoices;
        this.workings = workings;
        this.creditWorkings = creditWorkings;
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

    /** The event that tells of an open invoice why nothing can be charged for it. */
    public static PaymentFailed unpaid(Issued invoice, Paying.Not why) {
        return failed(invoice, why.reason(), why.detail());
    }

    /** Has an open invoice paid with the plan's card; if it has none, that is told as a failure. */
    public Uni<Void> collect(HibernateTx tx, HeldPlan plan, Issued invoice) {
        if (invoice.status() == Invoice.Status.PAID) {
            return Uni.createFrom().voidItem();
        }
        return cards.payingFor(plan).chain(paying -> collect(tx, plan, invoice, paying));
    }

    private Uni<Void> collect(HibernateTx tx, HeldPlan plan, Issued invoice, Paying paying) {
        return switch (paying) {
            case Paying.With(var card) -> open(plan, invoice, card).replaceWithVoid();
            case Paying.Not(var reason, var detail, _) ->
                    declined(tx, plan, invoice.id(), reason, detail);
        };
    }

    /** Tries an open invoice again whose day has come; without an effect while it is being paid. */
    public Uni<Void> retry(
            HibernateTx tx, UUID partnerId, UUID planId, UUID invoiceId, Instant now) {
        return plans.hold(partnerId, planId)
                .chain(held ->
                        invoices.lock(partnerId, invoiceId)
                                .chain(row -> retry(tx, held, row, now)));
    }

    private Uni<Void> retry(HibernateTx tx, HeldPlan held, InvoiceRow row, Instant now) {
        var retryAt = row.retryAt;
        if (retryAt == null || retryAt.isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        return isUnderWay(held, row.id)
                .chain(isUnderWay ->
                        isUnderWay ? Uni.createFrom().voidItem() : retryNow(tx, held, row));
    }

    private Uni<Void> retryNow(HibernateTx tx, HeldPlan held, InvoiceRow row) {
        row.retries++;
        row.retryAt = Invoices.nextRetry(held.plan().calendar(), row);
        return collect(tx, held, Issued.of(row));
    }

    private Uni<Boolean> isUnderWay(HeldPlan held, UUID invoiceId) {
        return payments.ofInvoices(held.partnerId(), List.of(invoiceId))
                .map(made -> underWay(made).isPresent());
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
        if (!isOwed(invoice)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return payments.ofInvoices(held.partnerId(), List.of(invoice.id()))
                .map(Collections::underWay)
                .chain(payment ->
                        payment.isPresent()
                                ? Uni.createFrom().item(payment)
                                : payNow(held, invoice));
    }

    private static boolean isOwed(Issued invoice) {
        return invoice.status() == Invoice.Status.OPEN
                || invoice.status() == Invoice.Status.PAST_DUE;
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
                .map(Collections::cardOf)
                .chain(card -> open(held, invoice, card))
                .map(Optional::of);
    }

    private static StoredCard cardOf(Paying paying) {
        return switch (paying) {
            case Paying.With(var card) -> card;
            case Paying.Not(var reason, var detail, _) ->
                    throw new Problem(ProblemType.ofSlug(reason), detail).with("reason", detail);
        };
    }

    /**
     * Takes an issued invoice back with a credit note: what was paid is paid back, what was owed is
     * owed no more.
     *
     * @return the credit note
     */
    public Uni<Issued> credit(HibernateTx tx, UUID partnerId, UUID invoiceId, String reason) {
        return planOf(tx, partnerId, invoiceId)
                .chain(planId -> plans.hold(partnerId, planId))
                .chain(held ->
                        Invoices.of(held, invoiceId).chain(row -> credit(tx, held, row, reason)));
    }

    private static Uni<UUID> planOf(HibernateTx tx, UUID partnerId, UUID invoiceId) {
        return tx.session()
                .createNativeQuery(
                        "select plan_id from invoice where partner_id = ?1 and id = ?2", UUID.class)
                .setParameter(1, partnerId)
                .setParameter(2, invoiceId)
                .getResultList()
                .map(found ->
                        found.stream().findFirst().orElseThrow(() -> Problem.notFound("invoice")));
    }

    private Uni<Issued> credit(HibernateTx tx, HeldPlan held, InvoiceRow row, String reason) {
        return payments.ofInvoices(held.partnerId(), List.of(row.id))
                .invoke(made -> requireCreditable(row, made))
                .chain(() -> invoices.lines(held.partnerId(), List.of(Issued.of(row))))
                .map(lines -> lines.getOrDefault(row.id, List.of()))
                .map(lines ->
                        InvoiceRules.creditFor(
                                row.id,
                                row.fullNumber(),
                                row.periodStart,
                                row.periodEnd,
                                lines,
                                reason))
                .call(() -> undo(tx, held, row))
                .chain(credit -> invoices.issue(tx, held, credit, Invoice.Status.PAID))
                .call(issued -> tell(tx, held, issued(issued)));
    }

    private static void requireCreditable(InvoiceRow row, List<Payments.Shown> made) {
        if (!isCreditable(row, made)) {
            throw new Problem(
                    ProblemType.CHANGE_NOT_OPEN,
                    row.fullNumber() + " has nothing that could be given back.");
        }
        if (underWay(made).isPresent()) {
            throw new Problem(
                    ProblemType.CHANGE_NOT_OPEN,
                    row.fullNumber() + " is being paid; ask again when that is settled.");
        }
    }

    private static boolean isCreditable(InvoiceRow row, List<Payments.Shown> made) {
        return row.kind != Invoice.Kind.CREDIT_NOTE
                && row.status != Invoice.Status.VOID
                && row.total.signum() > 0
                && row.credited.signum() == 0
                && made.stream()
                        .noneMatch(each ->
                                each.status() == PaymentStatus.REFUNDING
                                        || each.status() == PaymentStatus.REFUNDED);
    }

    /**
     * Takes back all that was invoiced for periods that begin after a day: the plan had ended by
     * then. Fails as {@link Premature} while any of it is being paid.
     */
    public Uni<Void> creditAfter(HibernateTx tx, HeldPlan held, LocalDate day, String reason) {
        return invoices.ofPeriodsAfter(held, day)
                .chain(rows ->
                        Multi.createFrom()
                                .iterable(rows)
                                .onItem()
                                .transformToUniAndConcatenate(
                                        row -> creditIfAny(tx, held, row, day, reason))
                                .collect()
                                .asList())
                .replaceWithVoid();
    }

    private Uni<Void> creditIfAny(
            HibernateTx tx, HeldPlan held, InvoiceRow row, LocalDate day, String reason) {
        return payments.ofInvoices(held.partnerId(), List.of(row.id))
                .invoke(made -> requireSettled(row, made))
                .invoke(() -> row.afterEnd = true)
                .chain(made ->
                        row.kind != Invoice.Kind.ADJUSTMENT && isCreditable(row, made)
                                ? credit(tx, held, row, reason).replaceWithVoid()
                                : restAfter(held, row, day)
                                        .chain(rest -> creditRest(tx, held, row, rest, reason)));
    }

    /**
     * What is left of an invoice without what it asks for periods until a day: one for what was
     * told late is about several.
     */
    private Uni<Money> restAfter(HeldPlan held, InvoiceRow row, LocalDate day) {
        return row.kind == Invoice.Kind.ADJUSTMENT
                ? workings.chargedUntil(held, row.cause(), day).map(row.owed()::minus)
                : Uni.createFrom().item(row.owed());
    }

    private Uni<Void> creditRest(
            HibernateTx tx, HeldPlan held, InvoiceRow row, Money rest, String reason) {
        return rest.isPositive()
                ? takeOff(tx, held, row, rest)
                        .chain(isTakenOff ->
                                isTakenOff
                                        ? creditRestNow(tx, held, row, rest, reason)
                                        : Uni.createFrom().voidItem())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> creditRestNow(
            HibernateTx tx, HeldPlan held, InvoiceRow row, Money rest, String reason) {
        var credit =
                InvoiceRules.creditForRest(
                        row.id, row.fullNumber(), row.periodStart, row.periodEnd, rest, reason);
        var working = new CreditWorking(1, null, List.of(new TakenOff(row.id, rest)));
        return invoices.issue(tx, held, credit, Invoice.Status.PAID)
                .call(issued -> creditWorkings.note(issued, List.of(working)))
                .chain(issued -> tell(tx, held, issued(issued)));
    }

    private static void requireSettled(InvoiceRow row, List<Payments.Shown> made) {
        if (underWay(made).isPresent()) {
            throw new Premature(row.fullNumber() + " is being paid.");
        }
    }

    private Uni<Void> undo(HibernateTx tx, HeldPlan held, InvoiceRow row) {
        if (row.isOwed()) {
            row.settle(Invoice.Status.VOID);
            return restoreIfPaid(tx, held);
        }
        return payments.giveBackOf(held, row.id);
    }

    /**
     * A part of an issued invoice was charged for nothing: it is owed no more, or paid back. What
     * was taken off that invoice before, for seats that had left, is taken off the others of its
     * period.
     *
     * @return what was taken off what: nothing where the invoice was taken back as a whole
     */
    public Uni<List<TakenOff>> takeOff(HibernateTx tx, HeldPlan held, UUID invoiceId, Money part) {
        return Invoices.of(held, invoiceId)
                .chain(row ->
                        invoices.ofPeriod(held, row.periodStart)
                                .map(others -> firstOf(row, others))
                                .chain(rows -> takeOff(tx, held, rows, part)));
    }

    /** An invoice before the others of its period, if anything is left of it. */
    private static List<InvoiceRow> firstOf(InvoiceRow row, List<InvoiceRow> others) {
        return Stream.concat(
                        Stream.of(row).filter(first -> first.owed().isPositive()),
                        others.stream().filter(other -> !other.id.equals(row.id)))
                .toList();
    }

    /** Takes a part off an invoice, which is owed or was paid at least so much. */
    private Uni<Boolean> takeOff(HibernateTx tx, HeldPlan held, InvoiceRow row, Money part) {
        return payments.ofInvoices(held.partnerId(), List.of(row.id))
                .chain(made -> takeOff(tx, held, row, made, part));
    }

    private Uni<Boolean> takeOff(
            HibernateTx tx, HeldPlan held, InvoiceRow row, List<Payments.Shown> made, Money part) {
        if (underWay(made).isPresent()) {
            throw new Premature(row.fullNumber() + " is being paid.");
        }
        if (row.isOwed()) {
            row.credited = row.credited.add(part.getAmount());
            if (row.owed().isPositive()) {
                return Uni.createFrom().item(true);
            }
            row.settle(Invoice.Status.VOID);
            return restoreIfPaid(tx, held).replaceWith(true);
        }
        return payments.giveBackPart(held, row.id, part)
                .invoke(isGivenBack -> {
                    // Should it be owed again, it is without that part.
                    if (isGivenBack) {
                        row.credited = row.credited.add(part.getAmount());
                    }
                });
    }

    /**
     * Periods were charged for seats that they did not have: that is owed no more, or paid back.
     * What a period's own invoice does not cover is taken off those for charges within it.
     *
     * @return the same with what was taken off what: nothing where the invoice was taken back as a
     *     whole
     */
    public Uni<List<GivenBack>> takeOff(HibernateTx tx, HeldPlan held, List<Overpaid> overpaid) {
        return Multi.createFrom()
                .iterable(overpaid)
                .onItem()
                .transformToUniAndConcatenate(each -> takeOff(tx, held, each))
                .collect()
                .asList();
    }

    private Uni<GivenBack> takeOff(HibernateTx tx, HeldPlan held, Overpaid overpaid) {
        return invoices.ofPeriod(held, overpaid.periodStart())
                .chain(rows -> takeOff(tx, held, rows, overpaid.amount()))
                .map(takenOff -> new GivenBack(overpaid, takenOff));
    }

    private Uni<List<TakenOff>> takeOff(
            HibernateTx tx, HeldPlan held, List<InvoiceRow> rows, Money amount) {
        if (rows.isEmpty() || !amount.isPositive()) {
            return Uni.createFrom().item(List.of());
        }
        var first = rows.getFirst();
        var owed = first.owed();
        var part = owed.isLessThan(amount) ? owed : amount;
        return takeOff(tx, held, first, part)
                .chain(isTakenOff ->
                        isTakenOff
                                ? takeOff(
                                                tx,
                                                held,
                                                rows.subList(1, rows.size()),
                                                amount.minus(part))
                                        .map(others -> and(new TakenOff(first.id, part), others))
                                : Uni.createFrom().item(List.of()));
    }

    private static List<TakenOff> and(TakenOff first, List<TakenOff> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /** Writes the payment of an invoice down. */
    private Uni<UUID> open(HeldPlan plan, Issued invoice, StoredCard card) {
        return payments.open(
                plan, new Owed(Purpose.INVOICE, invoice.id(), invoice.id(), invoice.owed()), card);
    }

    @Override
    public Purpose purpose() {
        return Purpose.INVOICE;
    }

    @Override
    public Uni<UUID> paid(HibernateTx tx, HeldPlan plan, UUID invoiceId) {
        return invoices.lock(plan.partnerId(), invoiceId)
                .invoke(row -> row.settle(Invoice.Status.PAID))
                .chain(row -> tell(tx, plan, paid(Issued.of(row))))
                .chain(() -> restoreIfPaid(tx, plan))
                .replaceWith(invoiceId);
    }

    /** Lifts a plan's being past due once nothing of it is any more. */
    Uni<Void> restoreIfPaid(HibernateTx tx, HeldPlan plan) {
        if (plan.plan().standing() != Standing.PAST_DUE) {
            return Uni.createFrom().voidItem();
        }
        return invoices.owed(plan)
                .map(owed -> owed.stream().noneMatch(row -> row.status == Invoice.Status.PAST_DUE))
                .chain(isPaid ->
                        isPaid
                                ? plan.become(new StandingChanged(Standing.ACTIVE))
                                        .chain(() ->
                                                tell(
                                                        tx,
                                                        plan,
                                                        new PlanRestored(plan.payingClientId())))
                                : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> declined(
            HibernateTx tx, HeldPlan plan, UUID invoiceId, String reason, String detail) {
        return Invoices.of(plan, invoiceId)
                .chain(row ->
                        tell(tx, plan, failed(Issued.of(row), reason, detail))
                                .chain(() -> fallPastDueIfLast(tx, plan, row)));
    }

    /** From today on, as if it had been issued today; a second time it stays as it is. */
    @Override
    public Uni<Void> owedAgain(HibernateTx tx, HeldPlan plan, UUID invoiceId, String detail) {
        return invoices.lock(plan.partnerId(), invoiceId)
                .chain(row -> owedAgain(tx, plan, row, detail));
    }

    private Uni<Void> owedAgain(HibernateTx tx, HeldPlan plan, InvoiceRow row, String detail) {
        if (row.status != Invoice.Status.PAID || !row.owed().isPositive()) {
            return Uni.createFrom().voidItem();
        }
        row.owedAgain(plan.plan().calendar().dayOf(clock.now()));
        row.retryAt = Invoices.nextRetry(plan.plan().calendar(), row);
        return tell(tx, plan, failed(Issued.of(row), "payment-declined", detail));
    }

    private Uni<Void> fallPastDueIfLast(HibernateTx tx, HeldPlan plan, InvoiceRow row) {
        if (row.status != Invoice.Status.OPEN || !CollectionRules.isPastDue(row.retries)) {
            return Uni.createFrom().voidItem();
        }
        row.settle(Invoice.Status.PAST_DUE);
        if (plan.plan().standing() == Standing.PAST_DUE) {
            return Uni.createFrom().voidItem();
        }
        return plan.become(new StandingChanged(Standing.PAST_DUE))
                .chain(() -> tell(tx, plan, new PlanPastDue(plan.payingClientId())));
    }

    @Override
    public Uni<Void> cardCame(
            HibernateTx tx, HeldPlan plan, UUID invoiceId, Optional<String> refusal) {
        return invoices.lock(plan.partnerId(), invoiceId)
                .map(Issued::of)
                .chain(invoice -> cardCame(tx, plan, invoice, refusal));
    }

    /** Whatever is owed is tried at once with a card that the plan pays with from now on. */
    @Override
    public Uni<Void> defaultCardCame(HeldPlan plan) {
        return cards.payingFor(plan)
                .chain(paying ->
                        switch (paying) {
                            case Paying.With(var card) -> payAll(plan, card);
                            case Paying.Not _ -> Uni.createFrom().voidItem();
                        });
    }

    private Uni<Void> payAll(HeldPlan plan, StoredCard card) {
        return invoices.owed(plan).chain(owed -> payAll(plan, owed, card));
    }

    private Uni<Void> payAll(HeldPlan plan, List<InvoiceRow> owed, StoredCard card) {
        return Multi.createFrom()
                .iterable(owed)
                .onItem()
                .transformToUniAndConcatenate(row -> payUnlessUnderWay(plan, row, card))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> payUnlessUnderWay(HeldPlan plan, InvoiceRow row, StoredCard card) {
        return isUnderWay(plan, row.id)
                .chain(isUnderWay ->
                        isUnderWay
                                ? Uni.createFrom().voidItem()
                                : open(plan, Issued.of(row), card).replaceWithVoid());
    }

    private Uni<Void> cardCame(
            HibernateTx tx, HeldPlan plan, Issued invoice, Optional<String> refusal) {
        if (!isOwed(invoice)) {
            // Nothing waits for the card, so nothing has failed either.
            return Uni.createFrom().voidItem();
        }
        if (refusal.isPresent()) {
            return tell(tx, plan, failed(invoice, "payment-declined", refusal.get()));
        }
        return isUnderWay(plan, invoice.id())
                .chain(isUnderWay ->
                        isUnderWay ? Uni.createFrom().voidItem() : collect(tx, plan, invoice));
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

package io.seatflow.billing.run.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.billing.invoice.postgres.Invoices.Unissued;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.payment.Paying;
import io.seatflow.billing.payment.Paying.Not;
import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.postgres.PaymentBatches;
import io.seatflow.billing.payment.postgres.Payments.Owed;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.plan.postgres.DuePlan;
import io.seatflow.billing.plan.postgres.DuePlans;
import io.seatflow.billing.plan.postgres.DuePlans.Next;
import io.seatflow.billing.plan.postgres.DuePlans.Place;
import io.seatflow.billing.purchase.Gathered;
import io.seatflow.billing.purchase.postgres.GatheredCharges;
import io.seatflow.billing.run.Renewal;
import io.seatflow.billing.run.Renewal.GoneOn;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.outbox.Outbox.Told;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The one way in which plans go on to their next period, or end with the last: many in one
 * transaction, each decided by itself. One that cannot is left as it is and named; the others go
 * on.
 */
@ApplicationScoped
class Renewals {

    private static final Logger LOG = Logger.getLogger(Renewals.class);

    private final DuePlans plans;
    private final PriceLists catalogs;
    private final Invoices invoices;
    private final PaymentBatches payments;
    private final StuckRenewals stuck;
    private final Outbox outbox;
    private final BusinessClock business;
    private final Clock clock;

    Renewals(
            DuePlans plans,
            PriceLists catalogs,
            Invoices invoices,
            PaymentBatches payments,
            StuckRenewals stuck,
            Outbox outbox,
            BusinessClock business,
            Clock clock) {
        this.plans = plans;
        this.catalogs = catalogs;
        this.invoices = invoices;
        this.payments = payments;
        this.stuck = stuck;
        this.outbox = outbox;
        this.business = business;
        this.clock = clock;
    }

    /** A plan that could not go on, and why. */
    record Failure(PlanKey key, String why) {

        static Failure of(PlanKey key, Throwable why) {
            return new Failure(key, why.toString());
        }
    }

    /** What is known of the next periods of some plans before they are decided. */
    private record Known(
            Map<FirstDay, Optional<Catalog>> prices,
            GatheredCharges gathered,
            Map<PlanKey, StoredCard> cards,
            Instant now) {

        Paying paying(DuePlan plan) {
            var today = plan.plan().calendar().dayOf(now);
            return Paying.with(Optional.ofNullable(cards.get(plan.key())), today);
        }
    }

    /** What a price list must be in force for. */
    private record FirstDay(String currency, LocalDate day) {

        static FirstDay of(DuePlan plan) {
            return new FirstDay(plan.currency(), plan.plan().period().end());
        }
    }

    /** A plan that goes on, with its invoice. */
    private record Decided(
            DuePlan plan, GoneOn renewal, UUID invoiceId, Gathered gathered, Paying paying) {

        PlanKey key() {
            return plan.key();
        }

        Next next() {
            return new Next(
                    key(),
                    renewal.plan(),
                    renewal.prices().version(),
                    !plan.plan().scheduled().isNothing());
        }

        Unissued unissued() {
            return new Unissued(
                    key(), plan.plan().calendar(), invoiceId, renewal.invoice(), renewal.status());
        }

        Optional<PaymentBatches.Due> payment() {
            var owed = new Owed(Purpose.INVOICE, invoiceId, invoiceId, renewal.invoice().total());
            return paying instanceof Paying.With(var card)
                            && renewal.status() == Invoice.Status.OPEN
                    ? Optional.of(new PaymentBatches.Due(key(), owed, card))
                    : Optional.empty();
        }
    }

    /**
     * Asks seat-service what leaves with the periods of some plans, and takes others on to their
     * next: all are held by the transaction.
     *
     * @param ready plans that nothing keeps from their next period
     * @return those of them that could not go on
     */
    Uni<List<Failure>> askAndRenew(PgTx tx, List<Place> toAsk, List<DuePlan> ready) {
        var events = new ArrayList<Told>();
        return ask(tx, toAsk, events)
                .chain(() -> end(tx, ready.stream().filter(DuePlan::endsWithPeriod).toList()))
                .chain(() ->
                        goOn(
                                tx,
                                ready.stream().filter(plan -> !plan.endsWithPeriod()).toList(),
                                events))
                .call(failures -> stuck.failed(tx, failures))
                .call(() -> outbox.addAll(tx, business.now(), events));
    }

    private Uni<Void> ask(PgTx tx, List<Place> toAsk, List<Told> events) {
        for (Place over : toAsk) {
            var question = new PeriodEnding(over.periodEndsAt(), over.key().payingClientId());
            events.add(new Told(over.key().partnerId(), question));
        }
        return toAsk.isEmpty()
                ? Uni.createFrom().voidItem()
                : plans.asked(tx, toAsk.stream().map(Place::key).toList(), clock.instant());
    }

    private Uni<Void> end(PgTx tx, List<DuePlan> last) {
        var ended =
                last.stream()
                        .map(plan ->
                                new DuePlans.Ended(
                                        plan.key(),
                                        Renewal.ended(plan.plan(), plan.leaving()).plan()))
                        .toList();
        return ended.isEmpty() ? Uni.createFrom().voidItem() : plans.end(tx, ended);
    }

    private Uni<List<Failure>> goOn(PgTx tx, List<DuePlan> going, List<Told> events) {
        if (going.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var failures = new ArrayList<Failure>();
        return known(tx, going)
                .map(known -> decided(going, known, failures))
                .chain(decided -> write(tx, decided, events))
                .replaceWith(failures);
    }

    private Uni<Known> known(PgTx tx, List<DuePlan> going) {
        var keys = going.stream().map(DuePlan::key).toList();
        var prices = new HashMap<FirstDay, Optional<Catalog>>();
        return Multi.createFrom()
                .iterable(going)
                .map(FirstDay::of)
                .select()
                .distinct()
                .onItem()
                .transformToUniAndConcatenate(day ->
                        catalogs.inForce(tx, day.currency(), day.day())
                                .invoke(found -> prices.put(day, found)))
                .collect()
                .asList()
                .chain(() -> GatheredCharges.of(tx, keys))
                .chain(gathered ->
                        payments.cards(tx, keys)
                                .map(cards -> new Known(prices, gathered, cards, business.now())));
    }

    private static List<Decided> decided(List<DuePlan> going, Known known, List<Failure> failures) {
        var decided = new ArrayList<Decided>();
        for (DuePlan plan : going) {
            try {
                decided.add(decide(plan, known));
            } catch (RuntimeException e) {
                LOG.errorf("The next period of plan %s cannot begin: %s", plan.key(), e);
                failures.add(Failure.of(plan.key(), e));
            }
        }
        return decided;
    }

    private static Decided decide(DuePlan due, Known known) {
        var day = FirstDay.of(due);
        var prices =
                known.prices()
                        .getOrDefault(day, Optional.empty())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "There are no prices in " + day.currency() + "."));
        var gathered = known.gathered().of(due.key(), due.plan(), prices);
        return new Decided(
                due,
                Renewal.goneOn(due.plan(), prices, due.leaving(), gathered.lines()),
                Ids.next(),
                gathered,
                known.paying(due));
    }

    private Uni<Void> write(PgTx tx, List<Decided> decided, List<Told> events) {
        if (decided.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return plans.goOn(tx, decided.stream().map(Decided::next).toList())
                .chain(() -> GatheredCharges.invoiced(tx, invoiced(decided)))
                .chain(() ->
                        payments.open(
                                tx,
                                decided.stream()
                                        .map(Decided::payment)
                                        .flatMap(Optional::stream)
                                        .toList()))
                .chain(() ->
                        invoices.issueAll(tx, decided.stream().map(Decided::unissued).toList()))
                .invoke(issued -> tell(decided, issued, events))
                .replaceWithVoid();
    }

    private static List<GatheredCharges.Invoiced> invoiced(List<Decided> decided) {
        return decided.stream()
                .flatMap(each ->
                        each.gathered().chargeIds().stream()
                                .map(charge ->
                                        new GatheredCharges.Invoiced(
                                                each.key().partnerId(), charge, each.invoiceId())))
                .toList();
    }

    private static void tell(List<Decided> decided, List<Issued> issued, List<Told> events) {
        for (int i = 0; i < decided.size(); i++) {
            var renewed = decided.get(i);
            var invoice = issued.get(i);
            var partner = renewed.key().partnerId();
            events.add(new Told(partner, Periods.started(renewed.key(), renewed.renewal().plan())));
            Collections.eventsOf(invoice).forEach(event -> events.add(new Told(partner, event)));
            if (invoice.status() == Invoice.Status.OPEN && renewed.paying() instanceof Not why) {
                events.add(new Told(partner, Collections.unpaid(invoice, why)));
            }
        }
    }
}

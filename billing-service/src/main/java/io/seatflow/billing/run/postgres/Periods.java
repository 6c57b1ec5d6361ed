package io.seatflow.billing.run.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.invoice.InvoiceRules;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Cards.Offered;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Decision;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.PlanCommand;
import io.seatflow.billing.plan.PlanCommand.NoteLateLeaving;
import io.seatflow.billing.plan.PlanCommand.NoteRetiring;
import io.seatflow.billing.plan.PlanCommand.Renew;
import io.seatflow.billing.plan.PlanEvent;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.NewPlan;
import io.seatflow.billing.plan.postgres.PlanChanges;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.purchase.Gathered;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How a plan begins and goes from one period to the next, each once. */
@ApplicationScoped
public class Periods {

    /** After so long without an answer seat-service is asked again. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(60);

    private final PriceLists catalogs;
    private final Plans plans;
    private final Invoices invoices;
    private final Collections collections;
    private final Cards cards;
    private final Purchases purchases;
    private final PlanChanges changes;
    private final Outbox outbox;
    private final BusinessClock business;
    private final Clock clock;

    Periods(
            PriceLists catalogs,
            Plans plans,
            Invoices invoices,
            Collections collections,
            Cards cards,
            Purchases purchases,
            PlanChanges changes,
            Outbox outbox,
            BusinessClock business,
            Clock clock) {
        this.catalogs = catalogs;
        this.plans = plans;
        this.invoices = invoices;
        this.collections = collections;
        this.cards = cards;
        this.purchases = purchases;
        this.changes = changes;
        this.outbox = outbox;
        this.business = business;
        this.clock = clock;
    }

    /** Begins a partner's plan on the local day of its registration, with its first invoice. */
    public Uni<Void> begin(
            HibernateTx tx, UUID partnerId, Instant registeredAt, PartnerRegistered partner) {
        var zone = ZoneId.of(partner.timeZone());
        var startOn = LocalDate.ofInstant(registeredAt, zone);
        var anchor = partner.billingAnchorDay();
        var calendar =
                new BillingCalendar(
                        Interval.valueOf(partner.interval()),
                        anchor == null ? startOn.getDayOfMonth() : anchor,
                        startOn,
                        zone);
        return catalogs.inForce(partner.currency(), startOn)
                .chain(catalog -> begin(tx, partnerId, partner, calendar, catalog));
    }

    private Uni<Void> begin(
            HibernateTx tx,
            UUID partnerId,
            PartnerRegistered partner,
            BillingCalendar calendar,
            Catalog catalog) {
        var state = new PlanState(partner.program(), partner.addOns(), partner.seats());
        var plan = PlanRules.start(calendar, catalog, state);
        var start =
                new NewPlan(
                        partnerId,
                        partnerId,
                        partner.prorationCollection(),
                        partner.name(),
                        partner.adminEmail());
        return plans.begin(start, plan, catalog).chain(held -> firstInvoice(tx, held, partner));
    }

    private Uni<Void> firstInvoice(HibernateTx tx, HeldPlan held, PartnerRegistered partner) {
        var invoice = InvoiceRules.ofPeriod(held.plan(), held.catalog());
        return invoices.issue(tx, held, invoice, InvoiceRules.statusAtIssue(invoice))
                .call(issued -> offerCard(held, issued, partner))
                .chain(issued -> tellStarted(tx, held, issued));
    }

    /** The card that came with the registration pays the first invoice once it is stored. */
    private Uni<Void> offerCard(HeldPlan held, Issued invoice, PartnerRegistered partner) {
        var nonce = partner.paymentMethodNonce();
        return nonce == null
                ? Uni.createFrom().voidItem()
                : cards.offer(
                        held.partnerId(),
                        held.planId(),
                        new Offered(Ids.next(), nonce, true, invoice.id(), partner.adminEmail()));
    }

    /**
     * Tells that a client's own plan began. Its invoice is issued at once where the seats that it
     * has from the start cost something; otherwise with the seats that join it.
     */
    Uni<Void> tellOfFirst(HibernateTx tx, HeldPlan held) {
        var invoice = InvoiceRules.ofPeriod(held.plan(), held.catalog());
        if (invoice.total().isZero()) {
            return outbox.add(tx, held.partnerId(), business.now(), List.of(started(held)));
        }
        return invoices.issue(tx, held, invoice, InvoiceRules.statusAtIssue(invoice))
                .call(issued -> tellStarted(tx, held, issued))
                .chain(issued -> collections.collect(tx, held, issued));
    }

    private Uni<Void> tellStarted(HibernateTx tx, HeldPlan held, Issued invoice) {
        var events = new ArrayList<BillingEvent>();
        events.add(started(held));
        events.addAll(Collections.eventsOf(invoice));
        return outbox.add(tx, held.partnerId(), business.now(), events);
    }

    private static PeriodStarted started(HeldPlan held) {
        var plan = held.plan();
        var period = plan.period();
        return new PeriodStarted(
                plan.calendar().startOf(period.start()),
                plan.calendar().startOf(period.end()),
                period.start(),
                period.end(),
                held.payingClientId());
    }

    /** Notes how many seats of a plan retire, as seat-service tells it. */
    public Uni<Void> noteRetiring(UUID partnerId, UUID planId, int retiring) {
        return plans.hold(partnerId, planId).chain(held -> noteRetiring(held, retiring));
    }

    private static Uni<Void> noteRetiring(HeldPlan held, int retiring) {
        // All of it goes with the period, or has gone.
        if (held.endedAt() != null || held.endsWithPeriod()) {
            return Uni.createFrom().voidItem();
        }
        return become(held, new NoteRetiring(retiring));
    }

    private static Uni<Void> become(HeldPlan held, PlanCommand command) {
        return held.become(accepted(PlanRules.decide(held.plan(), held.catalog(), command)));
    }

    private static PlanEvent accepted(Decision decision) {
        if (decision instanceof Accepted(var event)) {
            return event;
        }
        throw new IllegalStateException("What is so cannot be refused: " + decision);
    }

    /** Notes what left with a period; where that was asked for, the next period begins. */
    public Uni<Void> noteReduction(HibernateTx tx, UUID partnerId, SupplyReduced reduced) {
        var payer = reduced.payingClientId();
        return plans.hold(partnerId, payer == null ? partnerId : payer)
                .chain(held ->
                        isToldFirst(tx, held, reduced)
                                .map(isNew -> isNew ? reduced.seats() : 0)
                                .chain(seats -> left(tx, held, reduced.periodEnd(), seats)));
    }

    /** An answer may be given again: its seats left once. */
    private static Uni<Boolean> isToldFirst(HibernateTx tx, HeldPlan held, SupplyReduced reduced) {
        return tx.execute(
                        "insert into supply_reduction values ($1, $2, $3, $4, $5) on conflict do nothing",
                        held.partnerId(),
                        held.planId(),
                        reduced.periodEnd().atOffset(ZoneOffset.UTC),
                        reduced.ledgerSequence(),
                        reduced.seats())
                .map(inserted -> inserted == 1);
    }

    private Uni<Void> left(HibernateTx tx, HeldPlan held, Instant periodEnd, int seats) {
        if (held.endedAt() != null) {
            // What a plan that has ended supplied went with it.
            return Uni.createFrom().voidItem();
        }
        if (endOf(held).equals(periodEnd)) {
            held.noteLeaving(seats, clock.instant());
            return renewIfReady(tx, held);
        }
        return seats == 0 ? Uni.createFrom().voidItem() : become(held, new NoteLateLeaving(seats));
    }

    /**
     * Asks seat-service what leaves with a period that is over by {@code now}; or begins the next
     * one, where it has answered and a payment was still under way then.
     */
    public Uni<Void> end(HibernateTx tx, UUID partnerId, UUID planId, Instant now) {
        return plans.hold(partnerId, planId)
                .chain(held ->
                        held.endedAt() != null || endOf(held).isAfter(now)
                                ? Uni.createFrom().voidItem()
                                : end(tx, held));
    }

    private Uni<Void> end(HibernateTx tx, HeldPlan held) {
        if (held.endingAnsweredAt() != null) {
            return renewIfReady(tx, held);
        }
        var asked = held.endingAskedAt();
        var systemNow = clock.instant();
        if (asked != null && systemNow.isBefore(asked.plus(ASK_AGAIN_AFTER))) {
            return Uni.createFrom().voidItem();
        }
        held.askedForEnding(systemNow);
        return outbox.add(
                tx,
                held.partnerId(),
                business.now(),
                List.of(new PeriodEnding(endOf(held), held.payingClientId())));
    }

    private Uni<Void> renewIfReady(HibernateTx tx, HeldPlan held) {
        if (held.endingAnsweredAt() == null) {
            return Uni.createFrom().voidItem();
        }
        return purchases
                .isCharging(held)
                .chain(charging -> charging ? Uni.createFrom().voidItem() : renew(tx, held));
    }

    private Uni<Void> renew(HibernateTx tx, HeldPlan held) {
        if (held.endsWithPeriod()) {
            return become(held, new NoteLateLeaving(held.leaving()))
                    .invoke(() -> held.end(endOf(held)))
                    .chain(() -> purchases.advance(tx, held));
        }
        return plans.withNextPrices(held).chain(next -> renewed(tx, next));
    }

    private Uni<Void> renewed(HibernateTx tx, HeldPlan held) {
        return purchases
                .gathered(held)
                .call(() -> become(held, new Renew(held.leaving())))
                .call(() -> changes.periodStarted(held))
                .chain(gathered -> invoiceOf(tx, held, gathered))
                .call(issued -> tellStarted(tx, held, issued))
                .chain(issued -> collections.collect(tx, held, issued));
    }

    private Uni<Issued> invoiceOf(HibernateTx tx, HeldPlan held, Gathered gathered) {
        var invoice = InvoiceRules.ofPeriod(held.plan(), held.catalog(), gathered.lines());
        return purchases
                .advance(tx, held)
                .chain(() -> invoices.issue(tx, held, invoice, InvoiceRules.statusAtIssue(invoice)))
                .call(issued -> purchases.invoiced(held, gathered, issued.id()));
    }

    private static Instant endOf(HeldPlan held) {
        var plan = held.plan();
        return plan.calendar().startOf(plan.period().end());
    }
}

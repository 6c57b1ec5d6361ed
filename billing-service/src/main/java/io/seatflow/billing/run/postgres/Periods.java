package io.seatflow.billing.run.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.invoice.CreditWorking.GivenBack;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceRules;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.CreditWorkings;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.invoice.postgres.Letterheads;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Cards.Offered;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Decision;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanCommand;
import io.seatflow.billing.plan.PlanCommand.NoteRetiring;
import io.seatflow.billing.plan.PlanEvent;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.NewPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How a plan begins, and what is told of its seats meanwhile. */
@ApplicationScoped
public class Periods {

    private final PriceLists catalogs;
    private final Plans plans;
    private final Invoices invoices;
    private final CreditWorkings creditWorkings;
    private final Letterheads letterheads;
    private final Collections collections;
    private final Cards cards;
    private final Outbox outbox;
    private final BusinessClock business;

    Periods(
            PriceLists catalogs,
            Plans plans,
            Invoices invoices,
            CreditWorkings creditWorkings,
            Letterheads letterheads,
            Collections collections,
            Cards cards,
            Outbox outbox,
            BusinessClock business) {
        this.catalogs = catalogs;
        this.plans = plans;
        this.invoices = invoices;
        this.creditWorkings = creditWorkings;
        this.letterheads = letterheads;
        this.collections = collections;
        this.cards = cards;
        this.outbox = outbox;
        this.business = business;
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

    /** A partner's next invoices are made out to another name. */
    public Uni<Void> renamed(HibernateTx tx, UUID partnerId, String name) {
        return plans.hold(partnerId, partnerId).chain(held -> letterheads.rename(tx, held, name));
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
        return started(new PlanKey(held.partnerId(), held.planId()), held.plan());
    }

    static PeriodStarted started(PlanKey key, Plan plan) {
        var period = plan.period();
        return new PeriodStarted(
                plan.calendar().startOf(period.start()),
                plan.calendar().startOf(period.end()),
                period.start(),
                period.end(),
                key.payingClientId());
    }

    /**
     * Notes how many seats of a plan retire, as seat-service tells it.
     *
     * @param at when that was so: it may be in the next period, although the plan has yet to go on
     */
    public Uni<Void> noteRetiring(UUID partnerId, UUID planId, int retiring, Instant at) {
        return plans.hold(partnerId, planId).chain(held -> noteRetiring(held, retiring, at));
    }

    private static Uni<Void> noteRetiring(HeldPlan held, int retiring, Instant at) {
        // All of it goes with the period, or has gone.
        if (held.endedAt() != null || held.endsWithPeriod()) {
            return Uni.createFrom().voidItem();
        }
        return become(held, new NoteRetiring(retiring, held.plan().calendar().dayOf(at)));
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

    /** Notes what is told to have left with a period that is not the running one. */
    Uni<Void> noteLateReduction(HibernateTx tx, PlanKey key, SupplyReduced reduced) {
        return plans.hold(key.partnerId(), key.planId())
                .chain(held ->
                        isToldFirst(tx, held, reduced)
                                .chain(isNew ->
                                        leftLate(tx, held, reduced, isNew ? reduced.seats() : 0)));
    }

    /** An answer may be given again: its seats left once. */
    private static Uni<Boolean> isToldFirst(HibernateTx tx, HeldPlan held, SupplyReduced reduced) {
        return tx.execute(
                        """
                        insert into supply_reduction (partner_id, plan_id, period_ends_at, ledger_sequence, seats, heard_in)
                        values ($1, $2, $3, $4, $5, $6) on conflict do nothing
                        """,
                        held.partnerId(),
                        held.planId(),
                        reduced.periodEnd().atOffset(ZoneOffset.UTC),
                        reduced.ledgerSequence(),
                        reduced.seats(),
                        held.plan().period().start())
                .map(inserted -> inserted == 1);
    }

    private Uni<Void> leftLate(HibernateTx tx, HeldPlan held, SupplyReduced reduced, int seats) {
        if (held.endedAt() != null || seats == 0) {
            // What a plan that has ended supplied went with it.
            return Uni.createFrom().voidItem();
        }
        if (endOf(held).equals(reduced.periodEnd())) {
            throw new Premature("The period of " + held.planId() + " has begun meanwhile.");
        }
        var calendar = held.plan().calendar();
        var gone = calendar.dayOf(reduced.periodEnd());
        if (gone.isBefore(calendar.startOn())) {
            // The plan has ended and begun anew since: it never had them.
            return Uni.createFrom().voidItem();
        }
        return plans.takeOverpaid(held, seats, gone)
                .chain(overpaid -> collections.takeOff(tx, held, overpaid))
                .chain(given -> credit(tx, held, given, reduced.ledgerSequence()));
    }

    /** What was invoiced for seats that had left is given back at once. */
    private Uni<Void> credit(
            HibernateTx tx, HeldPlan held, List<GivenBack> given, long ledgerSequence) {
        var overpaid = given.stream().map(GivenBack::asTakenOff).toList();
        if (overpaid.stream().noneMatch(each -> each.amount().isPositive())) {
            return Uni.createFrom().voidItem();
        }
        var credit =
                InvoiceRules.ofOverpaid(
                        overpaid, held.plan().period().end(), String.valueOf(ledgerSequence));
        return invoices.issue(tx, held, credit, Invoice.Status.PAID)
                .call(issued ->
                        creditWorkings.note(issued, InvoiceRules.creditWorkings(List.of(), given)))
                .chain(issued ->
                        outbox.add(
                                tx,
                                held.partnerId(),
                                business.now(),
                                List.of(Collections.issued(issued))));
    }

    private static Instant endOf(HeldPlan held) {
        var plan = held.plan();
        return plan.calendar().startOf(plan.period().end());
    }
}

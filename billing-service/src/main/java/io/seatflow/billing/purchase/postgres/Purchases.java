package io.seatflow.billing.purchase.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.invoice.CreditWorking.GivenBack;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.InvoiceRules;
import io.seatflow.billing.invoice.TakenOff;
import io.seatflow.billing.invoice.Working;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.CreditWorkings;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.invoice.postgres.Workings;
import io.seatflow.billing.payment.Paying;
import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.billing.payment.postgres.Payments.Owed;
import io.seatflow.billing.payment.postgres.Settlement;
import io.seatflow.billing.plan.Decision;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Decision.PastDue;
import io.seatflow.billing.plan.Decision.PaymentFirst;
import io.seatflow.billing.plan.Decision.PriceGrew;
import io.seatflow.billing.plan.Missed;
import io.seatflow.billing.plan.Overpaid;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanCommand;
import io.seatflow.billing.plan.PlanCommand.Add;
import io.seatflow.billing.plan.PlanCommand.Join;
import io.seatflow.billing.plan.PlanCommand.TakeBack;
import io.seatflow.billing.plan.PlanEvent;
import io.seatflow.billing.plan.PlanEvent.Added;
import io.seatflow.billing.plan.PlanEvent.LeftEarlier;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.PlanChanges;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.purchase.ChargeKind;
import io.seatflow.billing.purchase.Confirmation;
import io.seatflow.billing.purchase.Gathered;
import io.seatflow.billing.purchase.Joining;
import io.seatflow.billing.purchase.PurchaseRules;
import io.seatflow.billing.purchase.PurchaseStatus;
import io.seatflow.billing.quote.Price;
import io.seatflow.billing.quote.QuoteRules;
import io.seatflow.billing.quote.postgres.Quotes;
import io.seatflow.billing.quote.postgres.Quotes.Asked;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.PlanChanged;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What plans are charged for within a period, one at a time and in order, each once: purchases of
 * seats, which are quoted and then paid first, and seats that joined, which wait for no payment.
 */
@ApplicationScoped
public class Purchases implements Settlement {

    private static final String PAST_DUE = "partner-past-due";
    private static final String PAST_DUE_DETAIL = "Invoices are past due.";
    private static final String QUOTE_SUPERSEDED = "quote-superseded";
    private static final String ENDED = "client-partner-billed";
    private static final String ENDED_DETAIL = "The client's own plan has ended.";

    private final Plans plans;
    private final PlanChanges changes;
    private final Quotes quotes;
    private final Cards cards;
    private final Payments payments;
    private final Invoices invoices;
    private final Collections collections;
    private final Workings workings;
    private final CreditWorkings creditWorkings;
    private final Outbox outbox;
    private final BusinessClock clock;

    Purchases(
            Plans plans,
            PlanChanges changes,
            Quotes quotes,
            Cards cards,
            Payments payments,
            Invoices invoices,
            Collections collections,
            Workings workings,
            CreditWorkings creditWorkings,
            Outbox outbox,
            BusinessClock clock) {
        this.plans = plans;
        this.changes = changes;
        this.quotes = quotes;
        this.cards = cards;
        this.payments = payments;
        this.invoices = invoices;
        this.collections = collections;
        this.workings = workings;
        this.creditWorkings = creditWorkings;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Answers a shortfall with its price on the plan that pays, or says why it can have none. */
    public Uni<Void> quote(HibernateTx tx, UUID partnerId, SeatShortfall shortfall) {
        var payer = shortfall.payingClientId();
        return plans.hold(partnerId, payer == null ? partnerId : payer)
                .chain(held -> quote(held, shortfall).chain(answer -> tell(tx, held, answer)));
    }

    private Uni<BillingEvent> quote(HeldPlan held, SeatShortfall shortfall) {
        if (held.endedAt() != null) {
            return item(refused(shortfall, ENDED, ENDED_DETAIL));
        }
        if (held.plan().standing() == Plan.Standing.PAST_DUE) {
            return item(refused(shortfall, PAST_DUE, PAST_DUE_DETAIL));
        }
        var on = held.plan().calendar().dayOf(shortfall.requestedAt());
        var asked =
                new Asked(shortfall.changeId(), shortfall.shortfall(), shortfall.requestedAt(), on);
        return quotes.given(held, asked)
                .chain(given -> given.isPresent() ? item(given.get()) : priced(held, asked))
                .map(quote -> quoted(shortfall, quote));
    }

    private static BillingEvent refused(SeatShortfall shortfall, String reason, String detail) {
        return new PlanUpdateRefused(shortfall.changeId(), shortfall.attempt(), reason, detail);
    }

    private Uni<Quote> priced(HeldPlan held, Asked asked) {
        // Priced late, it is priced in the running period at the earliest, as it will be charged.
        var start = held.plan().period().start();
        LocalDate on = asked.on().isBefore(start) ? start : asked.on();
        var change = PlanChange.ofSeats(asked.shortfall());
        return quotes.give(held, asked, QuoteRules.price(held.plan(), held.pricing(), change, on));
    }

    private static BillingEvent quoted(SeatShortfall shortfall, Quote quote) {
        return new PlanUpdateQuoted(
                shortfall.changeId(), shortfall.attempt(), shortfall.shortfall(), quote);
    }

    /**
     * Takes a confirmation in and charges what is next.
     *
     * @param planId the plan that pays
     */
    public Uni<Void> confirm(
            HibernateTx tx, UUID partnerId, UUID planId, Confirmation confirmation) {
        return plans.hold(partnerId, planId)
                .chain(held ->
                        ofChange(partnerId, confirmation.changeId())
                                .chain(row -> receive(tx, held, row, confirmation)));
    }

    private Uni<Void> receive(
            HibernateTx tx, HeldPlan held, @Nullable ChargeRow row, Confirmation confirmation) {
        var known = Optional.ofNullable(row).map(ChargeRow::known);
        return switch (PurchaseRules.receive(known, held.planId(), confirmation)) {
            case QUEUE -> queued(held, confirmation).chain(() -> advance(tx, held));
            case QUEUE_AGAIN -> {
                existing(row).queue(held.planId(), confirmation);
                yield advance(tx, held);
            }
            case ANSWER_AGAIN ->
                    answer(held, existing(row), confirmation.attempt())
                            .chain(answer -> tell(tx, held, answer));
            case WAIT -> Uni.createFrom().voidItem();
        };
    }

    private static ChargeRow existing(@Nullable ChargeRow row) {
        if (row == null) {
            throw new IllegalStateException("What is known has a row.");
        }
        return row;
    }

    private static Uni<Void> queued(HeldPlan held, Confirmation confirmation) {
        var row = new ChargeRow();
        row.partnerId = held.partnerId();
        row.id = Ids.next();
        row.changeId = confirmation.changeId();
        row.kind = ChargeKind.PURCHASE;
        row.causeId = confirmation.changeId().toString();
        row.queue(held.planId(), confirmation);
        return row.persist().replaceWithVoid();
    }

    /**
     * Takes seats in that joined a plan, and charges what is next. Their charge has its place in
     * the queue like any other, since each is computed on what those before it have left; but it is
     * decided whatever the plan's standing, and its invoice is collected afterwards.
     *
     * @param planId the plan that they joined
     */
    public Uni<Void> join(HibernateTx tx, UUID partnerId, UUID planId, Joining joining) {
        return plans.hold(partnerId, planId)
                .invoke(held -> requireBegun(held, joining))
                .chain(held ->
                        isJoined(held, joining)
                                .chain(isKnown ->
                                        isKnown
                                                ? Uni.createFrom().voidItem()
                                                : joined(tx, held, joining)));
    }

    /**
     * Seats join a client's own plan by the very news of account-service that it is to have one. If
     * that is yet to be heard, they are of a life of the plan that has not begun: the one that runs
     * may have ended before, which is yet to be heard too.
     */
    private static void requireBegun(HeldPlan held, Joining joining) {
        var begunAt = held.begunAt();
        if (begunAt == null ? isAfterTheEnd(held, joining) : joining.at().isAfter(begunAt)) {
            throw new Premature("The plan of " + held.planId() + " has not begun again.");
        }
    }

    /**
     * Of a plan of which the begin was not noted. Whoever left it did so before the end of what was
     * paid for, and may be back before that too.
     */
    private static boolean isAfterTheEnd(HeldPlan held, Joining joining) {
        var endedAt = held.endedAt();
        var leftAt = held.leftAt() == null ? endedAt : held.leftAt();
        return endedAt != null && leftAt != null && joining.at().isAfter(leftAt);
    }

    private static Uni<Boolean> isJoined(HeldPlan held, Joining joining) {
        return ChargeRow.count(
                        "partnerId = ?1 and planId = ?2 and kind = ?3 and causeId = ?4",
                        held.partnerId(),
                        held.planId(),
                        ChargeKind.JOINED,
                        String.valueOf(joining.ledgerSequence()))
                .map(count -> count > 0);
    }

    private Uni<Void> joined(HibernateTx tx, HeldPlan held, Joining joining) {
        return ChargeRow.of(held.partnerId(), held.planId(), joining)
                .persist()
                .chain(() -> advance(tx, held));
    }

    /**
     * Charges what is next in the plan's queue, and goes on for as long as nothing has to be paid.
     * What was confirmed after the period's end waits for the next period to begin, and does not
     * hold up what is told late of the running one.
     */
    public Uni<Void> advance(HibernateTx tx, HeldPlan held) {
        return isCharging(held)
                .chain(charging -> charging ? Uni.createFrom().nullItem() : next(held))
                .chain(row -> row == null ? Uni.createFrom().voidItem() : charge(tx, held, row));
    }

    /** Whether a payment of the plan is under way: then its period cannot end yet. */
    public Uni<Boolean> isCharging(HeldPlan held) {
        return ChargeRow.count(
                        "partnerId = ?1 and planId = ?2 and status = ?3",
                        held.partnerId(),
                        held.planId(),
                        PurchaseStatus.CHARGING)
                .map(count -> count > 0);
    }

    private static Uni<@Nullable ChargeRow> next(HeldPlan held) {
        return ChargeRow.<ChargeRow>find(
                        "partnerId = ?1 and planId = ?2 and status = ?3 and (?4 = true or confirmedAt < ?5) order by sequence, id",
                        held.partnerId(),
                        held.planId(),
                        PurchaseStatus.QUEUED,
                        // Of a plan that has ended no later period comes.
                        held.endedAt() != null,
                        held.plan().calendar().startOf(held.plan().period().end()))
                .firstResult();
    }

    /**
     * Takes back what was charged in periods that begin after a day: the plan had ended by then.
     * Fails as {@link Premature} while a payment of the plan is under way.
     */
    public Uni<Void> undoAfter(HeldPlan held, LocalDate day) {
        return held.plan().period().start().isAfter(day)
                ? isCharging(held)
                        .invoke(isCharging -> requireSettled(held, isCharging))
                        .chain(() -> takenBackAfter(held, day))
                : Uni.createFrom().voidItem();
    }

    private static void requireSettled(HeldPlan held, boolean isCharging) {
        if (isCharging) {
            throw new Premature("A purchase of the plan of " + held.planId() + " is being paid.");
        }
    }

    private Uni<Void> takenBackAfter(HeldPlan held, LocalDate day) {
        return ChargeRow.update(
                        "status = ?1 where partnerId = ?2 and planId = ?3 and periodStart > ?4 and status in ?5",
                        PurchaseStatus.TAKEN_BACK,
                        held.partnerId(),
                        held.planId(),
                        day,
                        List.of(PurchaseStatus.PAID, PurchaseStatus.INVOICED))
                .chain(() -> workings.takenBackAfter(held, day));
    }

    private static LocalDate dayOf(HeldPlan held, ChargeRow row) {
        return held.plan().calendar().dayOf(row.confirmedAt);
    }

    private Uni<Void> charge(HibernateTx tx, HeldPlan held, ChargeRow row) {
        return chargeOne(tx, held, row).chain(() -> advance(tx, held));
    }

    private Uni<Void> chargeOne(HibernateTx tx, HeldPlan held, ChargeRow row) {
        if (held.endedAt() != null && row.kind == ChargeKind.PURCHASE) {
            return decline(tx, held, row, ENDED, ENDED_DETAIL);
        }
        return command(held, row)
                .map(command -> PlanRules.decide(held.plan(), held.catalog(), command))
                .chain(decision -> carryOut(tx, held, row, decision));
    }

    private Uni<PlanCommand> command(HeldPlan held, ChargeRow row) {
        var on = dayOf(held, row);
        return switch (row.kind) {
            case PURCHASE ->
                    agreed(held, row).map(agreed -> new Add(row.change(), on, agreed.orElse(null)));
            case JOINED -> item(new Join(row.shortfall, onADayOf(held, on)));
            case PLAN_CHANGE ->
                    ofPlanChange(held, row)
                            .map(asked -> new Add(row.change(), on, asked.proratedCharge()));
        };
    }

    private Uni<PlanChanges.Shown> ofPlanChange(HeldPlan held, ChargeRow row) {
        return changes.one(held.partnerId(), held.planId(), row.changeId)
                .map(found -> found.orElseThrow());
    }

    /** Of a plan that has ended meanwhile, the last day is charged at the latest. */
    private static LocalDate onADayOf(HeldPlan held, LocalDate day) {
        var last = held.plan().period().end().minusDays(1);
        return day.isAfter(last) ? last : day;
    }

    /** What was agreed to: nothing where any price is, and no price at all for a quote unknown. */
    private Uni<Optional<Money>> agreed(HeldPlan held, ChargeRow row) {
        var quote = row.quoteId;
        if (quote == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return quotes.find(held, quote)
                .map(found ->
                        Optional.of(
                                found.map(Quote::proratedCharge)
                                        .orElseGet(() -> Money.zero(held.catalog().currency()))));
    }

    private Uni<Void> carryOut(HibernateTx tx, HeldPlan held, ChargeRow row, Decision decision) {
        return switch (decision) {
            case PastDue() -> decline(tx, held, row, PAST_DUE, PAST_DUE_DETAIL);
            case PriceGrew(var charge) when row.kind == ChargeKind.PLAN_CHANGE ->
                    askAgain(tx, held, row, charge);
            case PriceGrew(var charge) -> requote(tx, held, row, charge);
            case Accepted(Added(var charge)) when row.kind == ChargeKind.JOINED ->
                    join(tx, held, row, charge);
            case Accepted(Added(var charge)) -> addAtOnce(tx, held, row, charge);
            case Accepted(PlanEvent other) ->
                    throw new IllegalStateException("An addition adds: " + other);
            case PaymentFirst(var charge) when held.gathersCharges() -> {
                row.gathered = true;
                yield addAtOnce(tx, held, row, charge);
            }
            case PaymentFirst(var charge) ->
                    cards.payingFor(held).chain(paying -> pay(tx, held, row, charge, paying));
        };
    }

    private Uni<Void> addAtOnce(HibernateTx tx, HeldPlan held, ChargeRow row, PlanCharge charge) {
        decide(held, row, PurchaseStatus.PAID, charge);
        return note(held, row, charge)
                .chain(() -> costs(held, row, charge))
                .chain(() -> held.become(new Added(charge)))
                .chain(() -> added(tx, held, row, List.of()));
    }

    /** Notes how a charge was computed, before the plan is what it makes of it. */
    private Uni<Void> note(HeldPlan held, ChargeRow row, PlanCharge charge) {
        return workings.note(held, List.of(working(held, row, charge)));
    }

    private static Working working(HeldPlan held, ChargeRow row, PlanCharge charge) {
        var plan = held.plan();
        return Working.of(
                row.cause(),
                plan.period(),
                plan.state(),
                plan.paid(),
                charge,
                held.catalog().version(),
                false);
    }

    private static Working working(ChargeRow row, Missed missed) {
        var closed = missed.closed();
        return Working.of(
                row.cause(),
                closed.period(),
                closed.state(),
                closed.paid(),
                missed.charge(),
                missed.catalogVersion(),
                true);
    }

    /** They are in the plan at once; what they cost is owed, and collected like a period's fee. */
    private Uni<Void> join(HibernateTx tx, HeldPlan held, ChargeRow row, PlanCharge charge) {
        row.decide(
                PurchaseStatus.INVOICED,
                charge,
                QuoteRules.priceOfJoining(held.plan(), held.pricing(), charge),
                seatPrice(held, charge));
        return note(held, row, charge)
                .chain(() -> plans.addMissed(held, row.shortfall, dayOf(held, row)))
                .call(missed -> noteMissed(held, row, missed))
                .call(() -> held.become(new Added(charge)))
                .call(() -> leaveIfEnded(held))
                .map(missed -> missed.stream().map(Missed::charge).toList())
                .chain(missed -> invoiceIfOwed(tx, held, row, missed, charge));
    }

    private Uni<Void> noteMissed(HeldPlan held, ChargeRow row, List<Missed> missed) {
        return workings.note(held, missed.stream().map(each -> working(row, each)).toList());
    }

    private Uni<Void> invoiceIfOwed(
            HibernateTx tx,
            HeldPlan held,
            ChargeRow row,
            List<PlanCharge> missed,
            PlanCharge charge) {
        if (charge.amount().isZero() && missed.stream().allMatch(each -> each.amount().isZero())) {
            return Uni.createFrom().voidItem();
        }
        if (!missed.isEmpty()) {
            return issue(tx, held, row, ofMissed(held, row, missed, charge));
        }
        if (held.gathersCharges()) {
            row.gathered = true;
            return Uni.createFrom().voidItem();
        }
        return invoices.isPeriodInvoiced(held)
                .map(isInvoiced -> invoiceOf(held, row, charge, isInvoiced))
                .chain(invoice -> issue(tx, held, row, invoice));
    }

    /**
     * Told when its period was over: what each period since then missed, at once and for itself.
     */
    private static Invoice ofMissed(
            HeldPlan held, ChargeRow row, List<PlanCharge> missed, PlanCharge charge) {
        var all = Stream.concat(missed.stream(), Stream.of(charge)).toList();
        return InvoiceRules.ofMissed(
                all,
                row.price(currency(held)).periodEnd(),
                unitPrice(held.plan(), held.catalog(), row),
                row.causeId);
    }

    private Uni<Void> issue(HibernateTx tx, HeldPlan held, ChargeRow row, Invoice invoice) {
        return invoices.issue(tx, held, invoice, Invoice.Status.OPEN)
                .invoke(issued -> row.invoiceId = issued.id())
                .call(issued -> tell(tx, held, Collections.issued(issued)))
                .chain(issued -> collections.collect(tx, held, issued));
    }

    /** Told or paid late: the plan has ended since, and what was in it has gone. */
    private static Uni<Void> leaveIfEnded(HeldPlan held) {
        return held.endedAt() == null
                ? Uni.createFrom().voidItem()
                : held.become(new LeftEarlier(held.plan().state().seats()));
    }

    /**
     * Seats that join a client's own plan as its first period begins are what that period's invoice
     * is for.
     */
    private static Invoice invoiceOf(
            HeldPlan held, ChargeRow row, PlanCharge charge, boolean isPeriodInvoiced) {
        var ofJoining = ofJoining(held, row, charge);
        if (isPeriodInvoiced) {
            return ofJoining;
        }
        var ofPeriod = InvoiceRules.ofPeriod(held.plan(), held.catalog());
        return ofPeriod.total().equals(charge.amount()) ? ofPeriod : ofJoining;
    }

    private static Invoice ofJoining(HeldPlan held, ChargeRow row, PlanCharge charge) {
        return InvoiceRules.ofJoining(
                charge,
                row.price(currency(held)).periodEnd(),
                unitPrice(held.plan(), held.catalog(), row),
                row.causeId);
    }

    private Uni<Void> pay(
            HibernateTx tx, HeldPlan held, ChargeRow row, PlanCharge charge, Paying paying) {
        return switch (paying) {
            case Paying.Not(var reason, _, var toBuyers) ->
                    decline(tx, held, row, reason, toBuyers);
            case Paying.With(var card) -> {
                decide(held, row, PurchaseStatus.CHARGING, charge);
                var owed = new Owed(Purpose.CHARGE, row.id, null, charge.amount());
                yield note(held, row, charge)
                        .chain(() -> costs(held, row, charge))
                        .chain(() -> payments.open(held, owed, card))
                        .replaceWithVoid();
            }
        };
    }

    private static void decide(
            HeldPlan held, ChargeRow row, PurchaseStatus next, PlanCharge charge) {
        row.decide(next, charge, price(held, charge), seatPrice(held, charge));
    }

    private static Price price(HeldPlan held, PlanCharge charge) {
        return QuoteRules.priceOf(held.plan(), held.pricing(), charge);
    }

    /** A change of program or add-ons is answered with the price that it is charged at. */
    private Uni<Void> costs(HeldPlan held, ChargeRow row, PlanCharge charge) {
        return row.kind == ChargeKind.PLAN_CHANGE
                ? ofPlanChange(held, row)
                        .map(asked ->
                                QuoteRules.changing(
                                        held.plan(),
                                        held.pricing(),
                                        charge.change(),
                                        asked.later(),
                                        charge.on()))
                        .chain(price ->
                                changes.costs(
                                        held,
                                        row.changeId,
                                        charge.amount(),
                                        price.currentFee(),
                                        price.nextPeriodFee()))
                : Uni.createFrom().voidItem();
    }

    /** What was paid for before it has made it dearer: whoever wants it nevertheless asks anew. */
    private Uni<Void> askAgain(HibernateTx tx, HeldPlan held, ChargeRow row, PlanCharge charge) {
        return ofPlanChange(held, row)
                .map(asked ->
                        "It costs %s by now, and %s was quoted. Nothing was changed; ask for it again if it is still wanted."
                                .formatted(charge.amount(), asked.proratedCharge()))
                .call(() -> costs(held, row, charge))
                .chain(detail -> decline(tx, held, row, QUOTE_SUPERSEDED, detail));
    }

    private Uni<Void> requote(HibernateTx tx, HeldPlan held, ChargeRow row, PlanCharge charge) {
        held.reopenEnding();
        var asked = new Asked(row.changeId, row.shortfall, clock.now(), charge.on());
        return quotes.give(held, asked, price(held, charge))
                .invoke(quote -> {
                    row.status = PurchaseStatus.REQUOTED;
                    row.requoteId = quote.id();
                })
                .chain(quote ->
                        tell(
                                tx,
                                held,
                                new PlanUpdateQuoted(
                                        row.changeId, row.attempt, row.shortfall, quote)));
    }

    private Uni<Void> decline(
            HibernateTx tx, HeldPlan held, ChargeRow row, String reason, String detail) {
        held.reopenEnding();
        row.status = PurchaseStatus.DECLINED;
        row.reason = reason;
        row.detail = detail;
        return row.kind == ChargeKind.PLAN_CHANGE
                ? changes.declined(held, row.changeId, reason, detail)
                : tell(tx, held, new SeatPurchaseDeclined(row.changeId, reason, detail));
    }

    /** What was charged is in the plan: whoever waits for it is told. */
    private Uni<Void> added(
            HibernateTx tx, HeldPlan held, ChargeRow row, List<BillingEvent> before) {
        return row.kind == ChargeKind.PLAN_CHANGE
                ? changes.done(held, row.changeId)
                        .chain(isScheduled -> tellChanged(tx, held, row, before, isScheduled))
                : tellPaid(tx, held, row, before);
    }

    private Uni<Void> tellChanged(
            HibernateTx tx,
            HeldPlan held,
            ChargeRow row,
            List<BillingEvent> before,
            boolean isScheduled) {
        var events = new ArrayList<>(before);
        if (!row.change().isNothing()) {
            events.add(changedNow(held, row.confirmedBy));
        }
        if (isScheduled) {
            events.add(changedLater(held, row.confirmedBy));
        }
        return outbox.add(tx, held.partnerId(), clock.now(), events);
    }

    private PlanChanged changedNow(HeldPlan held, String by) {
        var state = held.plan().state();
        return new PlanChanged(
                state.program(),
                state.addOns(),
                held.plan().calendar().dayOf(clock.now()),
                held.payingClientId(),
                by);
    }

    private static PlanChanged changedLater(HeldPlan held, String by) {
        var next = held.plan().nextState();
        return new PlanChanged(
                next.program(),
                next.addOns(),
                held.plan().period().end(),
                held.payingClientId(),
                by);
    }

    /**
     * Takes in another program or other add-ons, and charges what counts at once in its turn.
     *
     * @param now what counts at once; null where nothing does
     */
    public Uni<Void> change(
            HibernateTx tx, HeldPlan held, PlanChanges.Asked asked, @Nullable PlanChange now) {
        // Asked for when the period is over, it is about the next one: that begins first.
        var isLater =
                !held.plan().calendar().dayOf(asked.at()).isBefore(held.plan().period().end());
        return changes.ask(held, asked)
                .chain(() ->
                        now == null && !isLater
                                ? changes.done(held, asked.id())
                                        .chain(() -> tell(tx, held, changedLater(held, asked.by())))
                                : queue(held, asked, now == null ? PlanChange.NOTHING : now)
                                        .chain(() -> advance(tx, held)));
    }

    /** Behind whatever waits already. */
    private static Uni<Void> queue(HeldPlan held, PlanChanges.Asked asked, PlanChange now) {
        var row = ChargeRow.of(held, asked.id(), now, asked.at(), asked.by());
        return ChargeRow.<ChargeRow>find(
                        "partnerId = ?1 and planId = ?2 order by sequence desc",
                        held.partnerId(),
                        held.planId())
                .firstResult()
                .invoke(last -> row.sequence = last == null ? 0 : last.sequence)
                .chain(() -> row.persist())
                .replaceWithVoid();
    }

    /**
     * Takes a scheduled change back, and tells so.
     *
     * @param by who asked for that
     */
    public Uni<Optional<PlanChanges.Status>> cancel(
            HibernateTx tx, HeldPlan held, UUID id, String by) {
        return changes.cancel(held, id, held.plan().calendar().dayOf(clock.now()))
                .call(before ->
                        before.filter(PlanChanges.Status.SCHEDULED::equals).isPresent()
                                ? tell(tx, held, changedLater(held, by))
                                : Uni.createFrom().voidItem());
    }

    /** What the invoice of a plan's next period collects beside its fee. */
    public Uni<Gathered> gathered(HeldPlan held) {
        return ChargeRow.<ChargeRow>find(
                        "partnerId = ?1 and planId = ?2 and gathered and invoiceId is null and status in ?3 order by sequence, id",
                        held.partnerId(),
                        held.planId(),
                        List.of(PurchaseStatus.PAID, PurchaseStatus.INVOICED))
                .list()
                .map(rows -> gathered(held.plan(), held.catalog(), rows));
    }

    static Gathered gathered(Plan plan, Catalog catalog, List<ChargeRow> rows) {
        return new Gathered(
                rows.stream().map(row -> row.id).toList(),
                rows.stream().flatMap(row -> lines(plan, catalog, row)).toList());
    }

    private static Stream<InvoiceLine> lines(Plan plan, Catalog catalog, ChargeRow row) {
        return invoiceOf(plan, catalog, row).lines().stream();
    }

    @Override
    public Purpose purpose() {
        return Purpose.CHARGE;
    }

    @Override
    public Uni<UUID> paid(HibernateTx tx, HeldPlan held, UUID chargeId) {
        return lock(held, chargeId).chain(row -> paid(tx, held, row));
    }

    private Uni<UUID> paid(HibernateTx tx, HeldPlan held, ChargeRow row) {
        var charge = row.charge(currency(held));
        row.status = PurchaseStatus.PAID;
        var invoice = invoiceOf(held.plan(), held.catalog(), row);
        return held.become(new Added(charge))
                .chain(() -> leaveIfEnded(held))
                // What is next is decided first: a number is taken last.
                .chain(() -> advance(tx, held))
                .chain(() -> invoices.issue(tx, held, invoice, Invoice.Status.PAID))
                .invoke(issued -> row.invoiceId = issued.id())
                .call(issued -> added(tx, held, row, invoiceEvents(issued)))
                .map(Issued::id);
    }

    /** The invoice of a charge by itself. */
    private static Invoice invoiceOf(Plan plan, Catalog catalog, ChargeRow row) {
        var charge = row.charge(catalog.currency());
        var periodEnd = row.price(catalog.currency()).periodEnd();
        var seatPrice = unitPrice(plan, catalog, row);
        return switch (row.kind) {
            case PURCHASE -> InvoiceRules.ofPurchase(charge, periodEnd, seatPrice, row.causeId);
            case JOINED -> InvoiceRules.ofJoining(charge, periodEnd, seatPrice, row.causeId);
            case PLAN_CHANGE -> InvoiceRules.ofPlanChange(charge, catalog, periodEnd, row.causeId);
        };
    }

    private static List<BillingEvent> invoiceEvents(Issued invoice) {
        return List.of(Collections.issued(invoice), Collections.paid(invoice));
    }

    @Override
    public Uni<Void> declined(
            HibernateTx tx, HeldPlan held, UUID chargeId, String reason, String detail) {
        return lock(held, chargeId)
                .chain(row -> decline(tx, held, row, reason, detail))
                .chain(() -> advance(tx, held));
    }

    /** Undoes a purchase that was paid but cannot be completed: paid back, with a credit note. */
    public Uni<Void> abandon(HibernateTx tx, UUID partnerId, UUID changeId) {
        return payerOf(tx, partnerId, changeId)
                .chain(payer ->
                        payer.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : plans.hold(partnerId, payer.get())
                                        .chain(held -> abandonOf(tx, held, changeId)));
    }

    /** Which plan pays for a change; the purchase itself is read once that plan is held. */
    private static Uni<Optional<UUID>> payerOf(HibernateTx tx, UUID partnerId, UUID changeId) {
        return tx.session()
                .createNativeQuery(
                        "select plan_id from charge where partner_id = ?1 and change_id = ?2",
                        UUID.class)
                .setParameter(1, partnerId)
                .setParameter(2, changeId)
                .getResultList()
                .map(payers -> payers.stream().findFirst());
    }

    private Uni<Void> abandonOf(HibernateTx tx, HeldPlan held, UUID changeId) {
        return ofChange(held.partnerId(), changeId).chain(row -> abandon(tx, held, row));
    }

    private Uni<Void> abandon(HibernateTx tx, HeldPlan held, @Nullable ChargeRow row) {
        if (row == null) {
            return Uni.createFrom().voidItem();
        }
        return switch (row.status) {
            case PAID -> takeBack(tx, held, row);
            case QUEUED, CHARGING ->
                    throw new Premature("The purchase " + row.changeId + " is not paid yet.");
            case INVOICED, DECLINED, REQUOTED, TAKEN_BACK -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> takeBack(HibernateTx tx, HeldPlan held, ChargeRow row) {
        var charge = row.charge(currency(held));
        row.status = PurchaseStatus.TAKEN_BACK;
        return leave(held, charge)
                .call(() -> workings.takenBack(held, row.cause()))
                .chain(overpaid -> collections.takeOff(tx, held, overpaid))
                .chain(since -> giveBackAndCredit(tx, held, row, charge, since));
    }

    private Uni<Void> giveBackAndCredit(
            HibernateTx tx,
            HeldPlan held,
            ChargeRow row,
            PlanCharge charge,
            List<GivenBack> since) {
        return giveBack(tx, held, row, charge)
                .chain(back -> credit(tx, held, row, charge, back, since));
    }

    /**
     * Its seats are not in the plan. Where its period is over, those since then were charged for
     * them.
     *
     * @return what each of those periods was charged too much
     */
    private Uni<List<Overpaid>> leave(HeldPlan held, PlanCharge charge) {
        var plan = held.plan();
        if (charge.periodStart().isBefore(plan.calendar().startOn())) {
            // The plan has ended and begun anew since: it never had them.
            return item(List.of());
        }
        if (charge.periodStart().isBefore(plan.period().start())) {
            var since = charge.periodStart().plusDays(1);
            return plans.takeOverpaid(held, charge.change().seats(), since);
        }
        var decision = PlanRules.decide(plan, held.catalog(), new TakeBack(charge));
        if (!(decision instanceof Accepted(var event))) {
            throw new IllegalStateException("What was charged can be taken back: " + decision);
        }
        return held.become(event).replaceWith(List.of());
    }

    /** What of a charge was invoiced and is owed no more, or paid back. */
    private Uni<List<TakenOff>> giveBack(
            HibernateTx tx, HeldPlan held, ChargeRow row, PlanCharge charge) {
        List<TakenOff> nothing = List.of();
        var invoice = row.invoiceId;
        // It cost nothing, or waits for the next period's invoice, which will not have it.
        if (invoice == null || charge.amount().isZero()) {
            return payments.giveBack(held, Purpose.CHARGE, row.id).replaceWith(nothing);
        }
        return invoices.creditOf(held.partnerId(), invoice)
                .chain(credited ->
                        // An operator has taken that invoice back as a whole: no more is given.
                        credited.isPresent()
                                ? item(nothing)
                                : collections.takeOff(tx, held, invoice, charge.amount()));
    }

    private Uni<Void> credit(
            HibernateTx tx,
            HeldPlan held,
            ChargeRow row,
            PlanCharge charge,
            List<TakenOff> back,
            List<GivenBack> since) {
        if (back.isEmpty() && since.stream().allMatch(each -> each.takenOff().isEmpty())) {
            return Uni.createFrom().voidItem();
        }
        var givenBack =
                charge.at(
                        back.stream()
                                .map(TakenOff::amount)
                                .reduce(Money.zero(currency(held)), Money::plus));
        var credit =
                InvoiceRules.creditFor(
                        givenBack,
                        since.stream().map(GivenBack::asTakenOff).toList(),
                        since.isEmpty()
                                ? row.price(currency(held)).periodEnd()
                                : held.plan().period().end(),
                        unitPrice(held.plan(), held.catalog(), row),
                        row.changeId.toString());
        return invoices.issue(tx, held, credit, Invoice.Status.PAID)
                .call(issued ->
                        creditWorkings.note(issued, InvoiceRules.creditWorkings(back, since)))
                .chain(issued -> tell(tx, held, Collections.issued(issued)));
    }

    /** The answer that was given before. */
    private Uni<BillingEvent> answer(HeldPlan held, ChargeRow row, int attempt) {
        return switch (row.status) {
            case PAID, TAKEN_BACK -> Uni.createFrom().item(paidEvent(held, row));
            case DECLINED ->
                    Uni.createFrom()
                            .item(
                                    new SeatPurchaseDeclined(
                                            row.changeId,
                                            String.valueOf(row.reason),
                                            String.valueOf(row.detail)));
            case REQUOTED -> requoted(held, row, attempt);
            case INVOICED, QUEUED, CHARGING ->
                    throw new IllegalStateException("It has not been answered: " + row.changeId);
        };
    }

    private Uni<BillingEvent> requoted(HeldPlan held, ChargeRow row, int attempt) {
        var requote = row.requoteId;
        if (requote == null) {
            throw new IllegalStateException("What was quoted again has a quote.");
        }
        return quotes.find(held, requote)
                .map(quote ->
                        new PlanUpdateQuoted(
                                row.changeId, attempt, row.shortfall, quote.orElseThrow()));
    }

    private Uni<Void> tellPaid(
            HibernateTx tx, HeldPlan held, ChargeRow row, List<BillingEvent> before) {
        var events = new ArrayList<>(before);
        events.add(paidEvent(held, row));
        return outbox.add(tx, held.partnerId(), clock.now(), events);
    }

    /** With the quote that was confirmed, or else one of the charge's own, as it was charged. */
    private static SeatPurchasePaid paidEvent(HeldPlan held, ChargeRow row) {
        var price = row.price(currency(held));
        var quote =
                new Quote(
                        row.quoteId == null ? row.id : row.quoteId,
                        price.proratedCharge(),
                        price.currentFee(),
                        price.nextPeriodFee(),
                        price.remainingDays(),
                        price.periodDays(),
                        price.periodEnd(),
                        QuoteRules.expiresAt(row.confirmedAt));
        return new SeatPurchasePaid(row.changeId, row.shortfall, quote, row.invoiceId);
    }

    /** The price of the last of a charge's seats, as it was when the charge was decided. */
    private static Money unitPrice(Plan plan, Catalog catalog, ChargeRow row) {
        var kept = row.unitPrice;
        var currency = catalog.currency();
        return kept == null
                ? seatPrice(plan, catalog, row.charge(currency))
                : Money.of(currency, kept);
    }

    /** The price of the last of the seats that the plan has with the purchase. */
    private static Money seatPrice(HeldPlan held, PlanCharge charge) {
        return seatPrice(held.plan(), held.catalog(), charge);
    }

    private static Money seatPrice(Plan plan, Catalog catalog, PlanCharge charge) {
        var state = plan.state();
        var program = catalog.program(state.program()).orElseThrow();
        return program.seats()
                .tierAt(state.seats() + charge.change().seats())
                .price()
                .of(plan.calendar().interval());
    }

    private static CurrencyUnit currency(HeldPlan held) {
        return held.catalog().currency();
    }

    private static Uni<@Nullable ChargeRow> ofChange(UUID partnerId, UUID changeId) {
        return ChargeRow.<ChargeRow>find("partnerId = ?1 and changeId = ?2", partnerId, changeId)
                .firstResult();
    }

    private static Uni<ChargeRow> lock(HeldPlan held, UUID id) {
        return ChargeRow.findById(
                new ChargeRow.Key(held.partnerId(), id), LockModeType.PESSIMISTIC_WRITE);
    }

    private static <T> Uni<T> item(T value) {
        return Uni.createFrom().item(value);
    }

    private Uni<Void> tell(HibernateTx tx, HeldPlan held, BillingEvent event) {
        return outbox.add(tx, held.partnerId(), clock.now(), List.of(event));
    }
}

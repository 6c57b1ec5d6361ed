package io.seatflow.billing.run.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.invoice.postgres.Letterheads;
import io.seatflow.billing.plan.DirectPlanRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanEvent.LeftEarlier;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.NewPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The plans of clients that the vendor bills. One begins with the day on which such a client is
 * Active and billed by the vendor, and ends on the day on which the partner is billed for it again,
 * or with its period once the client is disabled.
 */
@ApplicationScoped
public class DirectPlans {

    private static final String ENDED_BEFORE = "the plan had ended before";

    private final Plans plans;
    private final PriceLists catalogs;
    private final Periods periods;
    private final Purchases purchases;
    private final Letterheads letterheads;
    private final Collections collections;

    DirectPlans(
            Plans plans,
            PriceLists catalogs,
            Periods periods,
            Purchases purchases,
            Letterheads letterheads,
            Collections collections) {
        this.plans = plans;
        this.catalogs = catalogs;
        this.periods = periods;
        this.purchases = purchases;
        this.letterheads = letterheads;
        this.collections = collections;
    }

    /** Whether account-service has told of this client. */
    public Uni<Boolean> isKnown(UUID partnerId, UUID clientId) {
        return Panache.withSession(() ->
                BilledClientRow.<BilledClientRow>findById(
                                new BilledClientRow.Key(partnerId, clientId))
                        .map(row -> row != null));
    }

    /** A client was created: Active and billed by the vendor, its plan begins at once. */
    public Uni<Void> created(HibernateTx tx, UUID partnerId, Instant at, ClientCreated created) {
        return client(partnerId, created.clientId())
                .invoke(row -> {
                    row.billingManager = created.billingManager();
                    row.complimentary = !created.status().equals("ACTIVE");
                    row.name = created.name();
                })
                .chain(row -> beginIfDue(tx, row, at));
    }

    /** A client has another name: if it has a plan of its own, its next invoices say so. */
    public Uni<Void> renamed(HibernateTx tx, UUID partnerId, UUID clientId, String name) {
        return client(partnerId, clientId)
                .invoke(row -> row.name = name)
                .chain(() -> plans.holdIfAny(partnerId, clientId))
                .chain(held ->
                        held.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : letterheads.rename(tx, held.get(), name));
    }

    /** A client became Active: until then its seats cost nothing, whoever bills it. */
    public Uni<Void> activated(HibernateTx tx, UUID partnerId, Instant at, ClientActivated event) {
        return client(partnerId, event.clientId())
                .invoke(row -> {
                    row.billingManager = event.billingManager();
                    row.complimentary = false;
                    row.disabled = false;
                })
                .chain(row -> beginIfDue(tx, row, at));
    }

    /** Somebody else bills a client: its own plan begins, or ends, that day. */
    public Uni<Void> billedBy(
            HibernateTx tx, UUID partnerId, Instant at, BillingManagerChanged event) {
        return client(partnerId, event.clientId())
                .invoke(row -> row.billingManager = event.billingManager())
                .chain(row ->
                        row.billingManager.equals(BilledClientRow.VENDOR)
                                ? beginIfDue(tx, row, at)
                                : end(tx, row, at));
    }

    /** A client was disabled: its plan, if it has one, ends with the period that this was in. */
    public Uni<Void> disabled(HibernateTx tx, UUID partnerId, Instant at, ClientDisabled event) {
        return client(partnerId, event.clientId())
                .invoke(row -> row.disabled = true)
                .chain(row -> plans.holdIfAny(partnerId, event.clientId()))
                .chain(held ->
                        held.isEmpty() || held.get().endedAt() != null
                                ? Uni.createFrom().voidItem()
                                : lastPeriod(tx, held.get(), at, event.releaseSeats()));
    }

    private Uni<Void> lastPeriod(HibernateTx tx, HeldPlan held, Instant at, boolean releasesSeats) {
        var calendar = held.plan().calendar();
        var day = calendar.dayOf(at);
        if (isBefore(held, day)) {
            held.end(calendar.startOf(endWithPeriodOf(held, day)), at);
            return endedBefore(tx, held, day, releasesSeats);
        }
        held.endWithPeriod(at);
        return releasesSeats ? leave(held) : Uni.createFrom().voidItem();
    }

    /**
     * Before the first day that is a period of an earlier life, which ends where this one begins.
     */
    private static LocalDate endWithPeriodOf(HeldPlan held, LocalDate day) {
        var calendar = held.plan().calendar();
        return day.isBefore(calendar.startOn())
                ? calendar.startOn()
                : calendar.containing(day).end();
    }

    /** Heard late: a period has begun since then that the plan was not to have. */
    private static boolean isBefore(HeldPlan held, LocalDate day) {
        return day.isBefore(held.plan().period().start());
    }

    /**
     * The plan is again as it was when it ended: what was invoiced for periods since then is given
     * back, and they are not paid for.
     *
     * @param seatsLeave whether its seats are not the client's any more; a disabled client may keep
     *     them, and has them when it is active again
     */
    private Uni<Void> endedBefore(
            HibernateTx tx, HeldPlan held, LocalDate day, boolean seatsLeave) {
        return purchases
                .undoAfter(held, day)
                .chain(() -> plans.backTo(held, day))
                .chain(then -> endedIn(tx, then, day, seatsLeave));
    }

    private Uni<Void> endedIn(HibernateTx tx, HeldPlan held, LocalDate day, boolean seatsLeave) {
        var left = seatsLeave ? leave(held) : Uni.createFrom().voidItem();
        return left.chain(() -> purchases.advance(tx, held))
                .chain(() -> collections.creditAfter(tx, held, day, ENDED_BEFORE));
    }

    /** They are not supplied any more; what the period is paid for can still be used. */
    private static Uni<Void> leave(HeldPlan held) {
        return held.become(new LeftEarlier(held.plan().state().seats()));
    }

    private static Uni<BilledClientRow> client(UUID partnerId, UUID clientId) {
        return BilledClientRow.<BilledClientRow>findById(
                        new BilledClientRow.Key(partnerId, clientId))
                .chain(row -> known(row, partnerId, clientId));
    }

    private static Uni<BilledClientRow> known(
            @Nullable BilledClientRow row, UUID partnerId, UUID clientId) {
        return row == null
                ? BilledClientRow.of(partnerId, clientId).persist()
                : Uni.createFrom().item(row);
    }

    private Uni<Void> beginIfDue(HibernateTx tx, BilledClientRow client, Instant at) {
        return client.isBilledByVendor()
                ? plans.hold(client.partnerId, client.partnerId)
                        .chain(partners -> begin(tx, partners, client, at))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> begin(HibernateTx tx, HeldPlan partners, BilledClientRow client, Instant at) {
        var on = partners.plan().calendar().dayOf(at);
        return plans.holdIfAny(client.partnerId, client.clientId)
                .chain(held ->
                        held.isPresent() && runs(held.get(), on)
                                ? resume(held.get())
                                : beginNow(
                                        tx,
                                        partners,
                                        client,
                                        held,
                                        held.map(ended -> beginsOn(ended, on)).orElse(on)))
                .invoke(plan -> goOn(plan, client, at))
                .replaceWithVoid();
    }

    private static boolean runs(HeldPlan held, LocalDate on) {
        var leftOn = held.leftOn();
        return leftOn == null || DirectPlanRules.resumes(held.plan(), leftOn, on);
    }

    private static LocalDate beginsOn(HeldPlan held, LocalDate on) {
        var leftOn = held.leftOn();
        var endedOn = held.endedOn();
        return leftOn == null || endedOn == null
                ? on
                : DirectPlanRules.beginsOn(held.plan(), leftOn, endedOn, on);
    }

    private static Uni<HeldPlan> resume(HeldPlan held) {
        held.resume();
        return Uni.createFrom().item(held);
    }

    private static void goOn(HeldPlan held, BilledClientRow client, Instant at) {
        held.begun(at);
        if (client.disabled) {
            held.endWithPeriod(at);
        } else {
            held.goOn();
        }
    }

    private Uni<HeldPlan> beginNow(
            HibernateTx tx,
            HeldPlan partners,
            BilledClientRow client,
            Optional<HeldPlan> held,
            LocalDate on) {
        return catalogs.inForce(partners.catalog().currency().getCode(), on)
                .chain(catalog ->
                        held.isPresent()
                                ? beginAgain(held.get(), partners.plan(), catalog, on)
                                : beginNew(partners, client, catalog, on))
                .call(plan -> periods.tellOfFirst(tx, plan));
    }

    private static Uni<HeldPlan> beginAgain(
            HeldPlan ended, Plan partners, Catalog catalog, LocalDate on) {
        return ended.beginAgain(
                DirectPlanRules.startAgain(ended.plan(), partners, catalog, on), catalog);
    }

    private Uni<HeldPlan> beginNew(
            HeldPlan partners, BilledClientRow client, Catalog catalog, LocalDate on) {
        var start =
                new NewPlan(
                        partners.partnerId(), client.clientId, "IMMEDIATE", client.payerName(), "");
        return plans.begin(start, DirectPlanRules.start(partners.plan(), catalog, on, 0), catalog);
    }

    private Uni<Void> end(HibernateTx tx, BilledClientRow client, Instant at) {
        return plans.holdIfAny(client.partnerId, client.clientId)
                .chain(held ->
                        held.isEmpty() ? Uni.createFrom().voidItem() : end(tx, held.get(), at));
    }

    /**
     * What waits in its queue is declined: nothing more is bought on it. What a plan still has that
     * ended before is the partner's now, and must not be there when it begins again.
     */
    private Uni<Void> end(HibernateTx tx, HeldPlan held, Instant at) {
        if (held.endedAt() != null) {
            return leave(held).chain(() -> purchases.advance(tx, held));
        }
        held.end(at, at);
        return endedBefore(tx, held, held.plan().calendar().dayOf(at), true);
    }
}

package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.plan.ClosedPeriod;
import io.seatflow.billing.plan.DirectPlanRules;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanEvent;
import io.seatflow.billing.plan.PlanRules;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A plan that a transaction holds: nobody else decides about it until that one ends. */
public final class HeldPlan {

    private final PlanRow row;
    private PeriodRow period;
    private final Pricing pricing;

    HeldPlan(PlanRow row, PeriodRow period, Pricing pricing) {
        this.row = row;
        this.period = period;
        this.pricing = pricing;
    }

    public UUID partnerId() {
        return row.partnerId;
    }

    public UUID planId() {
        return row.planId;
    }

    /** The client whose own plan it is; null: the partner's. */
    public @Nullable UUID payingClientId() {
        return row.planId.equals(row.partnerId) ? null : row.planId;
    }

    /** Whom its invoices are made out to. */
    public String payerName() {
        return row.payerName;
    }

    /** Its next invoices are made out to that name. */
    public void rename(String payerName) {
        row.payerName = payerName;
    }

    /** Where they can be reached; empty where that is not known. */
    public String payerEmail() {
        return row.payerEmail;
    }

    /** When the plan of a client ended; null while it runs. */
    public @Nullable Instant endedAt() {
        return row.endedAt;
    }

    /** Whether the running period is the plan's last. */
    public boolean endsWithPeriod() {
        return row.endsWithPeriod;
    }

    /** The running period is the last one, since its client left it at an instant. */
    public void endWithPeriod(Instant leftAt) {
        row.endsWithPeriod = true;
        row.leftAt = leftAt;
    }

    /** Another period is to follow the running one. */
    public void goOn() {
        row.endsWithPeriod = false;
        row.leftAt = null;
    }

    /**
     * When account-service last told that its client is to have it; null: that was not noted. What
     * is told of the time after that builds on news that is yet to be heard.
     */
    public @Nullable Instant begunAt() {
        return row.begunAt;
    }

    /** Its client is to have it from an instant on, as is told. */
    public void begun(Instant at) {
        var before = row.begunAt;
        row.begunAt = before == null || at.isAfter(before) ? at : before;
    }

    /** When its client left it; null: it has not, or that was not noted. */
    public @Nullable Instant leftAt() {
        return row.leftAt;
    }

    /**
     * The plan ends; what is owed of it stays owed.
     *
     * @param at when it has been paid for and is over
     * @param leftAt when its client left it
     */
    public void end(Instant at, Instant leftAt) {
        row.endedAt = at;
        row.leftAt = leftAt;
        row.endsWithPeriod = false;
        row.laterRetiring = null;
        row.laterRetiringOn = null;
        row.ended();
    }

    /**
     * The plan as it was in an earlier period of its own: what has begun since, it was not to have.
     */
    HeldPlan backIn(PeriodRow earlier, Pricing prices) {
        var now = plan();
        var then = earlier.toClosed(now);
        row.catalogVersion = prices.now().version();
        row.become(
                new Plan(
                        now.calendar(),
                        then.state(),
                        0,
                        now.standing(),
                        then.period(),
                        then.paid()));
        return new HeldPlan(row, earlier, prices);
    }

    /** It was left before its first day: nothing is paid for, since all of it was given back. */
    void neverBegan() {
        var nothing = Money.zero(plan().paid().fee().getCurrencyUnit());
        period.become(
                plan().state(),
                new PaidLevel(nothing, BigDecimal.ZERO, nothing),
                catalog().version());
    }

    /** The plan goes on in the period in which it had ended. */
    public void resume() {
        row.endedAt = null;
        row.leftAt = null;
        row.endsWithPeriod = false;
        period.become(plan(), catalog().version());
    }

    /** The running period with the seats that it was charged for, also where they went early. */
    ClosedPeriod asCharged() {
        return period.toClosed(plan());
    }

    /** An ended plan begins anew, on a later day, or on that on which it never began. */
    public Uni<HeldPlan> beginAgain(Plan plan, Catalog prices) {
        var leftOn = leftOn();
        var neverWas = leftOn != null && DirectPlanRules.neverBegan(plan(), leftOn);
        row.beginAgain(plan, prices.version());
        var first = PeriodRow.of(row.partnerId, row.planId, plan, prices.version());
        return (neverWas ? remove(period) : Uni.createFrom().voidItem())
                .chain(() -> first.persist())
                .replaceWith(() -> new HeldPlan(row, first, Pricing.lasting(prices)));
    }

    /** At once: the next one may begin on the same day. */
    private static Uni<Void> remove(PeriodRow period) {
        return Panache.getSession()
                .chain(session -> session.remove(period).chain(() -> session.flush()));
    }

    /** Of a plan that has ended the local day on which its client left it; null while it runs. */
    public @Nullable LocalDate leftOn() {
        var leftAt = row.leftAt == null ? row.endedAt : row.leftAt;
        return row.endedAt == null || leftAt == null ? null : plan().calendar().dayOf(leftAt);
    }

    /** The local day on which it ended; null while it runs. */
    public @Nullable LocalDate endedOn() {
        return row.endedAt == null ? null : plan().calendar().dayOf(row.endedAt);
    }

    /** Whether charges within a period are gathered on the next period's invoice. */
    public boolean gathersCharges() {
        return row.prorationCollection.equals("NEXT_INVOICE");
    }

    /** The plan as it stands, with all that it became in this transaction. */
    public Plan plan() {
        return row.toPlan(period);
    }

    /** The price list of the running period. */
    public Catalog catalog() {
        return pricing.now();
    }

    /** That and the one that its next period will have. */
    public Pricing pricing() {
        return pricing;
    }

    public int version() {
        return row.version;
    }

    /** When seat-service answered what leaves with the running period; null while it has not. */
    public @Nullable Instant endingAnsweredAt() {
        return row.endingAnsweredAt;
    }

    public @Nullable Instant endingAskedAt() {
        return row.endingAskedAt;
    }

    /** Retiring seats that are known to have left with the running period. */
    public int leaving() {
        return row.leaving;
    }

    public void askedForEnding(Instant at) {
        row.endingAskedAt = at;
    }

    /** Notes seats that left with the running period, perhaps as the answer to that question. */
    public void noteLeaving(int seats, Instant at) {
        row.leaving += seats;
        if (row.endingAskedAt != null) {
            row.endingAnsweredAt = at;
        }
    }

    /**
     * Seats that a purchase had kept are free to leave after all: what seat-service answered before
     * does not count them, nor may what it answers just now, so it is to be asked again.
     */
    public void reopenEnding() {
        row.endingAskedAt = null;
        row.endingAnsweredAt = null;
    }

    /** The plan becomes what the event says. */
    public Uni<Void> become(PlanEvent event) {
        var after = PlanRules.apply(plan(), event);
        row.become(after);
        return switch (event) {
            case PlanEvent.PeriodStarted _ -> {
                row.ended();
                period = PeriodRow.of(row.partnerId, row.planId, after, catalog().version());
                yield period.persist().replaceWithVoid();
            }
            case PlanEvent.Added _,
                    PlanEvent.TakenBack _,
                    PlanEvent.RetiringNoted _,
                    PlanEvent.RetiringLaterNoted _,
                    PlanEvent.StandingChanged _,
                    PlanEvent.ChangesScheduled _,
                    PlanEvent.LeftLate _ -> {
                period.become(after, catalog().version());
                yield Uni.createFrom().voidItem();
            }
            // The period was charged for them, and keeps them in what it was for.
            case PlanEvent.LeftEarlier _ -> Uni.createFrom().voidItem();
        };
    }

    /** The next period is priced by the list that is in force on its first day. */
    HeldPlan pricedBy(Catalog next) {
        row.catalogVersion = next.version();
        return new HeldPlan(row, period, Pricing.lasting(next));
    }
}

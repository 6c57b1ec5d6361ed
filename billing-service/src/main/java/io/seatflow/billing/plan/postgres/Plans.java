package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Missed;
import io.seatflow.billing.plan.Overpaid;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanCommand.NoteLateLeaving;
import io.seatflow.billing.plan.PlanEvent.LeftEarlier;
import io.seatflow.billing.plan.PlanEvent.LeftLate;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every plan. Decisions about one are made one after the other, by holding it. */
@ApplicationScoped
public class Plans {

    private final PriceLists catalogs;

    Plans(PriceLists catalogs) {
        this.catalogs = catalogs;
    }

    /** Begins a plan. Its key keeps it from beginning twice. */
    public Uni<HeldPlan> begin(NewPlan start, Plan plan, Catalog catalog) {
        var row = PlanRow.of(start, plan, catalog.version());
        var period = PeriodRow.of(start.partnerId(), start.planId(), plan, catalog.version());
        return row.persistAndFlush()
                .chain(() -> period.persist())
                .replaceWith(() -> new HeldPlan(row, period, Pricing.lasting(catalog)));
    }

    /**
     * Holds a plan until the transaction ends.
     *
     * @return fails as {@link Premature} where the plan has not begun
     */
    public Uni<HeldPlan> hold(UUID partnerId, UUID planId) {
        return PlanRow.<PlanRow>findById(
                        new PlanRow.Key(partnerId, planId), LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> new Premature("The plan of " + planId + " has not begun."))
                .chain(this::withPeriod);
    }

    /** Holds a plan until the transaction ends; nothing where there is none. */
    public Uni<Optional<HeldPlan>> holdIfAny(UUID partnerId, UUID planId) {
        return PlanRow.<PlanRow>findById(
                        new PlanRow.Key(partnerId, planId), LockModeType.PESSIMISTIC_WRITE)
                .chain(this::ifAny);
    }

    private Uni<Optional<HeldPlan>> ifAny(@Nullable PlanRow row) {
        return row == null
                ? Uni.createFrom().item(Optional.empty())
                : withPeriod(row).map(Optional::of);
    }

    /** Reads a plan as it stands, to be shown. */
    public Uni<HeldPlan> read(UUID partnerId, UUID planId) {
        return PlanRow.<PlanRow>findById(new PlanRow.Key(partnerId, planId))
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound("plan"))
                .chain(this::withPeriod);
    }

    /**
     * Takes a plan back to its period that a day is in, or to its first: those that have begun
     * since are gone.
     *
     * @return the plan in that period; the same where that is the running one
     */
    public Uni<HeldPlan> backTo(HeldPlan held, LocalDate day) {
        return PeriodRow.<PeriodRow>find(
                        "partnerId = ?1 and planId = ?2 and startOn >= ?3 order by startOn",
                        held.partnerId(),
                        held.planId(),
                        // Periods before it began anew are of another plan.
                        held.plan().calendar().startOn())
                .list()
                .chain(periods -> backTo(held, periods, day));
    }

    private Uni<HeldPlan> backTo(HeldPlan held, List<PeriodRow> periods, LocalDate day) {
        var last =
                periods.stream()
                        .filter(period -> !period.startOn.isAfter(day))
                        .reduce((_, later) -> later)
                        .orElse(periods.getFirst());
        var gone = periods.stream().filter(period -> period.startOn.isAfter(last.startOn)).toList();
        var then =
                gone.isEmpty()
                        ? Uni.createFrom().item(held)
                        : remove(gone)
                                .chain(() -> pricing(held, last))
                                .map(p -> held.backIn(last, p));
        return last.startOn.isAfter(day) ? then.invoke(HeldPlan::neverBegan) : then;
    }

    private static Uni<Void> remove(List<PeriodRow> periods) {
        return Panache.getSession().chain(session -> session.removeAll(periods.toArray()));
    }

    private Uni<Pricing> pricing(HeldPlan held, PeriodRow period) {
        return pricesOf(held, period)
                .chain(now ->
                        catalogs.inForce(now.currency().getCode(), period.endOn)
                                .map(next -> new Pricing(now, next)));
    }

    /** The same plan with the prices of its next period. */
    public Uni<HeldPlan> withNextPrices(HeldPlan held) {
        var plan = held.plan();
        return catalogs.inForce(held.catalog().currency().getCode(), plan.period().end())
                .map(held::pricedBy);
    }

    /**
     * Adds seats to every closed period that they were in from a day on, although nobody knew.
     *
     * @return what each of those periods missed, first to last; nothing where that day is none of a
     *     closed period
     */
    public Uni<List<Missed>> addMissed(HeldPlan held, int seats, LocalDate on) {
        return PeriodRow.<PeriodRow>find(
                        "partnerId = ?1 and planId = ?2 and endOn > ?3 and startOn < ?4 and startOn >= ?5 order by startOn",
                        held.partnerId(),
                        held.planId(),
                        on,
                        held.plan().period().start(),
                        // Periods before it began anew are of another plan.
                        held.plan().calendar().startOn())
                .list()
                .chain(rows ->
                        Multi.createFrom()
                                .iterable(rows)
                                .onItem()
                                .transformToUniAndConcatenate(
                                        row -> addMissed(held, row, seats, on))
                                .collect()
                                .asList());
    }

    private Uni<Missed> addMissed(HeldPlan held, PeriodRow row, int seats, LocalDate on) {
        return pricesOf(held, row).map(catalog -> addMissed(held.plan(), row, catalog, seats, on));
    }

    private Uni<Catalog> pricesOf(HeldPlan held, PeriodRow row) {
        var version = row.catalogVersion == null ? held.catalog().version() : row.catalogVersion;
        return catalogs.of(held.catalog().currency().getCode(), version);
    }

    private static Missed addMissed(
            Plan now, PeriodRow row, Catalog catalog, int seats, LocalDate on) {
        var closed = row.toClosed(now);
        var missed = PlanRules.missed(closed, catalog, now.calendar().interval(), seats, on);
        var after = PlanRules.apply(closed, missed);
        row.become(after.state(), after.paid(), catalog.version());
        return new Missed(closed, catalog.version(), missed);
    }

    /**
     * A period that a plan has had.
     *
     * @param catalogVersion its price list; null where that was not kept
     */
    public record Had(BillingPeriod period, @Nullable String catalogVersion) {}

    /** The period of a plan that began on a day. */
    public Uni<Optional<Had>> period(UUID partnerId, UUID planId, LocalDate start) {
        return PeriodRow.<PeriodRow>findById(new PeriodRow.Key(partnerId, planId, start))
                .map(row -> Optional.ofNullable(row).map(PeriodRow::had));
    }

    /**
     * Takes seats out of every period since a day, although it was charged for them.
     *
     * @param on the day from which they were gone: the first of a period
     * @return what each of those periods was charged too much, the running one last
     */
    public Uni<List<Overpaid>> takeOverpaid(HeldPlan held, int seats, LocalDate on) {
        return PeriodRow.<PeriodRow>find(
                        "partnerId = ?1 and planId = ?2 and startOn >= ?3 and startOn < ?4 and startOn >= ?5 order by startOn",
                        held.partnerId(),
                        held.planId(),
                        on,
                        held.plan().period().start(),
                        // Periods before it began anew are of another plan.
                        held.plan().calendar().startOn())
                .list()
                .chain(rows ->
                        Multi.createFrom()
                                .iterable(rows)
                                .onItem()
                                .transformToUniAndConcatenate(row -> takeOverpaid(held, row, seats))
                                .collect()
                                .asList())
                .chain(closed -> takeOverpaid(held, seats, closed));
    }

    private Uni<Overpaid> takeOverpaid(HeldPlan held, PeriodRow row, int seats) {
        return pricesOf(held, row).map(catalog -> takeOverpaid(held.plan(), row, catalog, seats));
    }

    private static Overpaid takeOverpaid(Plan now, PeriodRow row, Catalog catalog, int seats) {
        var overpaid =
                PlanRules.overpaid(row.toClosed(now), catalog, now.calendar().interval(), seats);
        row.become(overpaid.state(), overpaid.paid(), catalog.version());
        return overpaid;
    }

    private static Uni<List<Overpaid>> takeOverpaid(
            HeldPlan held, int seats, List<Overpaid> closed) {
        return (held.endedAt() == null ? takeRunning(held, seats) : takeLast(held, seats))
                .map(running -> Stream.concat(closed.stream(), Stream.of(running)).toList());
    }

    /** In a plan that has ended nothing is left; its last period was charged for what it had. */
    private static Uni<Overpaid> takeLast(HeldPlan held, int seats) {
        var plan = held.plan();
        var last =
                PlanRules.overpaid(
                        held.asCharged(), held.catalog(), plan.calendar().interval(), seats);
        return held.become(new LeftLate(last))
                .chain(() -> held.become(new LeftEarlier(last.state().seats())))
                .replaceWith(last);
    }

    private static Uni<Overpaid> takeRunning(HeldPlan held, int seats) {
        var decision = PlanRules.decide(held.plan(), held.catalog(), new NoteLateLeaving(seats));
        if (!(decision instanceof Accepted(LeftLate(var running)))) {
            throw new IllegalStateException("What is so cannot be refused: " + decision);
        }
        return held.become(new LeftLate(running)).replaceWith(running);
    }

    private Uni<HeldPlan> withPeriod(PlanRow row) {
        var key = new PeriodRow.Key(row.partnerId, row.planId, row.periodStart);
        return PeriodRow.<PeriodRow>findById(key).chain(period -> withCatalog(row, period));
    }

    private Uni<HeldPlan> withCatalog(PlanRow row, PeriodRow period) {
        return catalogs.of(row.currency, row.catalogVersion)
                .chain(now ->
                        catalogs.inForce(row.currency, period.endOn)
                                .map(next -> new HeldPlan(row, period, new Pricing(now, next))));
    }
}

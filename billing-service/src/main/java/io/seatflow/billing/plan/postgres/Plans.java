package io.seatflow.billing.plan.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.postgres.PriceLists;
import io.seatflow.billing.plan.Plan;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
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
        var period = PeriodRow.of(start.partnerId(), start.planId(), plan);
        return row.persistAndFlush()
                .chain(() -> period.persist())
                .replaceWith(() -> new HeldPlan(row, period, catalog));
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

    /** The same plan with the prices of its next period. */
    public Uni<HeldPlan> withNextPrices(HeldPlan held) {
        var plan = held.plan();
        return catalogs.inForce(held.catalog().currency().getCode(), plan.period().end())
                .map(held::pricedBy);
    }

    private Uni<HeldPlan> withPeriod(PlanRow row) {
        var key = new PeriodRow.Key(row.partnerId, row.planId, row.periodStart);
        return PeriodRow.<PeriodRow>findById(key).chain(period -> withCatalog(row, period));
    }

    private Uni<HeldPlan> withCatalog(PlanRow row, PeriodRow period) {
        return catalogs.of(row.currency, row.catalogVersion)
                .map(catalog -> new HeldPlan(row, period, catalog));
    }
}

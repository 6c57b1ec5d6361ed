package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.Transfers;
import io.seatflow.billing.invoice.Working;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;

/** How every charge within a period was computed. */
@ApplicationScoped
public class Workings {

    /** Notes how charges of a plan are computed that is held, once each. */
    public Uni<Void> note(HeldPlan plan, List<Working> some) {
        var rows = some.stream().map(each -> WorkingRow.of(plan.partnerId(), plan.planId(), each));
        return some.isEmpty() ? Uni.createFrom().voidItem() : WorkingRow.persist(rows);
    }

    /** A charge was taken back: its seats are not in the plan. */
    public Uni<Void> takenBack(HeldPlan plan, Cause cause) {
        return WorkingRow.update(
                        "takenBack = true where partnerId = ?1 and planId = ?2 and causeType = ?3 and causeId = ?4",
                        plan.partnerId(),
                        plan.planId(),
                        cause.type(),
                        cause.id())
                .replaceWithVoid();
    }

    /** The same of all that was charged in periods that begin after a day. */
    public Uni<Void> takenBackAfter(HeldPlan plan, LocalDate day) {
        return WorkingRow.update(
                        "takenBack = true where partnerId = ?1 and planId = ?2 and periodStart > ?3",
                        plan.partnerId(),
                        plan.planId(),
                        day)
                .replaceWithVoid();
    }

    /** What a plan was charged for a cause in periods that begin until a day. */
    Uni<Money> chargedUntil(HeldPlan plan, Cause cause, LocalDate day) {
        return of(plan.partnerId(), plan.planId(), List.of(cause))
                .map(some ->
                        some.stream()
                                .filter(each -> each.cause().equals(cause))
                                .filter(each -> !each.period().start().isAfter(day))
                                .map(each -> each.charge().amount())
                                .reduce(Money.zero(plan.catalog().currency()), Money::plus));
    }

    /**
     * Seats that were bought have come into the ledger.
     *
     * @param planId the plan that they are of
     */
    public Uni<Void> booked(UUID partnerId, UUID planId, UUID changeId, Transfers transfers) {
        return WorkingRow.update(
                        "firstTransfer = ?1, lastTransfer = ?2 where partnerId = ?3 and planId = ?4 and causeType = ?5 and causeId = ?6",
                        transfers.first(),
                        transfers.last(),
                        partnerId,
                        planId,
                        Cause.Type.SEAT_CHANGE,
                        changeId.toString())
                .replaceWithVoid();
    }

    /** What was added to a plan within a period, in the order in which it was charged. */
    Uni<List<Working>> inPeriod(UUID partnerId, UUID planId, LocalDate start) {
        return WorkingRow.<WorkingRow>find(
                        "partnerId = ?1 and planId = ?2 and periodStart = ?3 and not late order by feeDaysBefore, chargedOn, causeId",
                        partnerId,
                        planId,
                        start)
                .list()
                .map(Workings::all);
    }

    /** How the charges for some causes were computed, in the order of their periods. */
    Uni<List<Working>> of(UUID partnerId, UUID planId, List<Cause> causes) {
        return WorkingRow.<WorkingRow>find(
                        "partnerId = ?1 and planId = ?2 and causeId in ?3 order by causeId, periodStart",
                        partnerId,
                        planId,
                        causes.stream().map(Cause::id).distinct().toList())
                .list()
                .map(Workings::all);
    }

    private static List<Working> all(List<WorkingRow> rows) {
        return rows.stream().map(WorkingRow::toWorking).toList();
    }
}

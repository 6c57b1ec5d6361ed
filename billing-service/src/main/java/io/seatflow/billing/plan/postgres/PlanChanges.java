package io.seatflow.billing.plan.postgres;

import io.seatflow.billing.plan.ChangeRequest;
import io.seatflow.billing.plan.PlanEvent.ChangesScheduled;
import io.seatflow.billing.plan.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Every change of a plan's program and add-ons that was asked for, and what became of it. */
@ApplicationScoped
public class PlanChanges {

    /** How far a change has come. */
    public enum Status {
        /** Its charge waits for its turn, or is being paid. */
        PENDING,
        COMPLETED,
        /** What it changes now is done; the rest counts with the next period. */
        SCHEDULED,
        DECLINED,
        CANCELLED
    }

    /**
     * A change as it stands.
     *
     * @param later what of it counts with the next period
     */
    public record Shown(
            UUID id,
            UUID planId,
            Status status,
            Money proratedCharge,
            Money currentFee,
            Money nextPeriodFee,
            int remainingDays,
            int periodDays,
            LocalDate periodEnd,
            LocalDate effectiveOn,
            Instant requestedAt,
            Scheduled later,
            @Nullable String reason,
            @Nullable String detail) {}

    /** What is asked for, with its price. */
    public record Asked(
            UUID id,
            ChangeRequest request,
            boolean programLater,
            Money proratedCharge,
            Money currentFee,
            Money nextPeriodFee,
            int remainingDays,
            int periodDays,
            LocalDate periodEnd,
            Instant at,
            String by) {}

    /** Writes a change down that is asked for. */
    public Uni<Void> ask(HeldPlan plan, Asked asked) {
        var row = new PlanChangeRow();
        row.partnerId = plan.partnerId();
        row.id = asked.id();
        row.planId = plan.planId();
        row.status = Status.PENDING;
        row.program = asked.request().program();
        row.programLater = asked.programLater();
        row.addedAddOns = Codes.write(asked.request().addAddOns());
        row.removedAddOns = Codes.write(asked.request().removeAddOns());
        row.effectiveOn = asked.periodEnd();
        row.currency = asked.proratedCharge().getCurrencyUnit().getCode();
        row.proratedCharge = asked.proratedCharge().getAmount();
        row.currentFee = asked.currentFee().getAmount();
        row.nextPeriodFee = asked.nextPeriodFee().getAmount();
        row.remainingDays = asked.remainingDays();
        row.periodDays = asked.periodDays();
        row.periodEnd = asked.periodEnd();
        row.requestedAt = asked.at();
        row.requestedBy = asked.by();
        return row.persist().replaceWithVoid();
    }

    /**
     * What was to be done at once is done; the rest, if any, is scheduled.
     *
     * @return whether anything was
     */
    public Uni<Boolean> done(HeldPlan plan, UUID id) {
        return held(plan, id).chain(row -> done(plan, row));
    }

    private static Uni<Boolean> done(HeldPlan plan, PlanChangeRow row) {
        if (row.later().isNothing()) {
            row.status = Status.COMPLETED;
            return Uni.createFrom().item(false);
        }
        row.status = Status.SCHEDULED;
        row.effectiveOn = plan.plan().period().end();
        var scheduled = plan.plan().scheduled().and(row.later());
        return plan.become(new ChangesScheduled(scheduled)).replaceWith(true);
    }

    /** What it costs now that its turn has come, after whatever was charged before it. */
    public Uni<Void> costs(
            HeldPlan plan, UUID id, Money proratedCharge, Money currentFee, Money nextPeriodFee) {
        return held(plan, id)
                .invoke(row -> {
                    row.proratedCharge = proratedCharge.getAmount();
                    row.currentFee = currentFee.getAmount();
                    row.nextPeriodFee = nextPeriodFee.getAmount();
                })
                .replaceWithVoid();
    }

    /** It was not done, and nothing of it will be. */
    public Uni<Void> declined(HeldPlan plan, UUID id, String reason, String detail) {
        return held(plan, id)
                .invoke(row -> {
                    row.status = Status.DECLINED;
                    row.reason = reason;
                    row.detail = detail;
                })
                .replaceWithVoid();
    }

    /**
     * Takes a scheduled change back; those that remain stay scheduled. From the day on which it
     * counts it is done, also where the period of that day has yet to begin.
     *
     * @return its status before; nothing where there is no such change of the plan
     */
    public Uni<Optional<Status>> cancel(HeldPlan plan, UUID id, LocalDate today) {
        return PlanChangeRow.<PlanChangeRow>findById(new PlanChangeRow.Key(plan.partnerId(), id))
                .chain(row ->
                        row == null || !row.planId.equals(plan.planId())
                                ? Uni.createFrom().item(Optional.empty())
                                : cancel(plan, row, today).map(Optional::of));
    }

    private static Uni<Status> cancel(HeldPlan plan, PlanChangeRow row, LocalDate today) {
        var before = row.status;
        if (before != Status.SCHEDULED) {
            return Uni.createFrom().item(before);
        }
        if (!today.isBefore(row.effectiveOn)) {
            return Uni.createFrom().item(Status.COMPLETED);
        }
        row.status = Status.CANCELLED;
        return row.persistAndFlush()
                .chain(() -> scheduled(plan.partnerId(), plan.planId()))
                .map(PlanChanges::together)
                .chain(rest -> plan.become(new ChangesScheduled(rest)))
                .replaceWith(before);
    }

    private static Scheduled together(List<PlanChangeRow> rows) {
        return rows.stream().map(PlanChangeRow::later).reduce(Scheduled.NOTHING, Scheduled::and);
    }

    /** What is scheduled of a plan, first to last. */
    public Uni<List<Shown>> allScheduled(UUID partnerId, UUID planId) {
        return scheduled(partnerId, planId)
                .map(rows -> rows.stream().map(PlanChanges::shown).toList());
    }

    /** A change of a plan as it stands. */
    public Uni<Optional<Shown>> one(UUID partnerId, UUID planId, UUID id) {
        return PlanChangeRow.<PlanChangeRow>findById(new PlanChangeRow.Key(partnerId, id))
                .map(row ->
                        Optional.ofNullable(row)
                                .filter(found -> found.planId.equals(planId))
                                .map(PlanChanges::shown));
    }

    private static Uni<List<PlanChangeRow>> scheduled(UUID partnerId, UUID planId) {
        return PlanChangeRow.<PlanChangeRow>find(
                        "partnerId = ?1 and planId = ?2 and status = ?3 order by id",
                        partnerId,
                        planId,
                        Status.SCHEDULED)
                .list();
    }

    /** Whoever holds the plan holds its changes. */
    private static Uni<PlanChangeRow> held(HeldPlan plan, UUID id) {
        return PlanChangeRow.findById(new PlanChangeRow.Key(plan.partnerId(), id));
    }

    private static Shown shown(PlanChangeRow row) {
        return new Shown(
                row.id,
                row.planId,
                row.status,
                row.money(row.proratedCharge),
                row.money(row.currentFee),
                row.money(row.nextPeriodFee),
                row.remainingDays,
                row.periodDays,
                row.periodEnd,
                row.effectiveOn,
                row.requestedAt,
                row.later(),
                row.reason,
                row.detail);
    }
}

package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.LaterRetiring;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.Scheduled;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code plan}. */
@Entity
@Table(name = "plan")
@IdClass(PlanRow.Key.class)
class PlanRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID planId) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID planId;
    String currency;
    String catalogVersion;

    @Enumerated(EnumType.STRING)
    Interval billingInterval;

    int anchorDay;
    LocalDate startOn;
    String zone;
    String program;
    String addOns;
    int seats;
    int retiring;
    @Nullable Integer laterRetiring;
    @Nullable LocalDate laterRetiringOn;

    @Enumerated(EnumType.STRING)
    Plan.Standing standing;

    String prorationCollection;
    @Nullable String nextProgram;
    String leavingAddOns;
    String payerName;
    String payerEmail;
    LocalDate periodStart;
    Instant periodEndsAt;
    @Nullable Instant endingAskedAt;
    @Nullable Instant endingAnsweredAt;
    int leaving;
    boolean endsWithPeriod;
    @Nullable Instant endedAt;
    @Nullable Instant leftAt;
    @Nullable Instant begunAt;
    @Version int version;

    static PlanRow of(NewPlan start, Plan plan, String catalogVersion) {
        var row = new PlanRow();
        row.partnerId = start.partnerId();
        row.planId = start.planId();
        row.currency = plan.paid().fee().getCurrencyUnit().getCode();
        row.catalogVersion = catalogVersion;
        row.billingInterval = plan.calendar().interval();
        row.anchorDay = plan.calendar().anchorDay();
        row.startOn = plan.calendar().startOn();
        row.zone = plan.calendar().zone().getId();
        row.prorationCollection = start.prorationCollection();
        row.payerName = start.payerName();
        row.payerEmail = start.payerEmail();
        row.become(plan);
        return row;
    }

    Plan toPlan(PeriodRow period) {
        var calendar = new BillingCalendar(billingInterval, anchorDay, startOn, ZoneId.of(zone));
        return new Plan(
                calendar,
                new PlanState(program, Codes.read(addOns), seats),
                retiring,
                later(laterRetiring, laterRetiringOn),
                new Scheduled(nextProgram, Codes.read(leavingAddOns)),
                standing,
                period.toPeriod(),
                period.toPaidLevel(currency));
    }

    static @Nullable LaterRetiring later(@Nullable Integer seats, @Nullable LocalDate on) {
        return seats == null || on == null ? null : new LaterRetiring(seats, on);
    }

    final void become(Plan plan) {
        program = plan.state().program();
        addOns = Codes.write(plan.state().addOns());
        nextProgram = plan.scheduled().program();
        leavingAddOns = Codes.write(plan.scheduled().leavingAddOns());
        seats = plan.state().seats();
        retiring = plan.retiring();
        var later = plan.retiringLater();
        laterRetiring = later == null ? null : later.seats();
        laterRetiringOn = later == null ? null : later.on();
        standing = plan.standing();
        periodStart = plan.period().start();
        periodEndsAt = plan.calendar().startOf(plan.period().end());
    }

    void beginAgain(Plan plan, String prices) {
        catalogVersion = prices;
        anchorDay = plan.calendar().anchorDay();
        startOn = plan.calendar().startOn();
        endedAt = null;
        leftAt = null;
        endsWithPeriod = false;
        become(plan);
        ended();
    }

    void ended() {
        endingAskedAt = null;
        endingAnsweredAt = null;
        leaving = 0;
    }
}

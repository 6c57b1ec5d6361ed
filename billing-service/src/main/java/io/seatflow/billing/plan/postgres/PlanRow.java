package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanState;
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
import java.util.List;
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

    @Enumerated(EnumType.STRING)
    Plan.Standing standing;

    String prorationCollection;
    String payerName;
    String payerEmail;
    LocalDate periodStart;
    Instant periodEndsAt;
    @Nullable Instant endingAskedAt;
    @Nullable Instant endingAnsweredAt;
    int leaving;
    boolean endsWithPeriod;
    @Nullable Instant endedAt;
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
        var codes = addOns.isEmpty() ? List.<String>of() : List.of(addOns.split(",", -1));
        return new Plan(
                calendar,
                new PlanState(program, codes, seats),
                retiring,
                standing,
                period.toPeriod(),
                period.toPaidLevel(currency));
    }

    final void become(Plan plan) {
        program = plan.state().program();
        addOns = String.join(",", plan.state().addOns());
        seats = plan.state().seats();
        retiring = plan.retiring();
        standing = plan.standing();
        periodStart = plan.period().start();
        periodEndsAt = plan.calendar().startOf(plan.period().end());
    }

    void beginAgain(Plan plan, String prices) {
        catalogVersion = prices;
        anchorDay = plan.calendar().anchorDay();
        startOn = plan.calendar().startOn();
        endedAt = null;
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

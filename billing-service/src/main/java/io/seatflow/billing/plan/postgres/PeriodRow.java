package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.ClosedPeriod;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanState;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A row of {@code plan_period}. */
@Entity
@Table(name = "plan_period")
@IdClass(PeriodRow.Key.class)
class PeriodRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID planId, LocalDate startOn) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID planId;
    @Id LocalDate startOn;
    LocalDate endOn;
    int periodDays;
    BigDecimal paidFee;
    BigDecimal feeDays;
    BigDecimal charged;
    @Nullable String catalogVersion;
    @Nullable String program;
    @Nullable String addOns;
    @Nullable Integer seats;

    static PeriodRow of(UUID partnerId, UUID planId, Plan plan, String catalogVersion) {
        var row = new PeriodRow();
        row.partnerId = partnerId;
        row.planId = planId;
        row.startOn = plan.period().start();
        row.endOn = plan.period().end();
        row.periodDays = plan.period().periodDays();
        row.become(plan, catalogVersion);
        return row;
    }

    /** Once it is over; where its state was not kept, the present one stands for it. */
    ClosedPeriod toClosed(Plan now) {
        var currency = now.paid().fee().getCurrencyUnit().getCode();
        return new ClosedPeriod(toPeriod(), stateOr(now.state()), toPaidLevel(currency));
    }

    private PlanState stateOr(PlanState now) {
        return program == null || addOns == null || seats == null
                ? now
                : new PlanState(program, Codes.read(addOns), seats);
    }

    Plans.Had had() {
        return new Plans.Had(toPeriod(), catalogVersion);
    }

    BillingPeriod toPeriod() {
        return new BillingPeriod(startOn, endOn, periodDays);
    }

    PaidLevel toPaidLevel(String currency) {
        var unit = CurrencyUnit.of(currency);
        return new PaidLevel(Money.of(unit, paidFee), feeDays, Money.of(unit, charged));
    }

    final void become(Plan plan, String prices) {
        become(plan.state(), plan.paid(), prices);
    }

    final void become(PlanState state, PaidLevel paid, String prices) {
        catalogVersion = prices;
        program = state.program();
        addOns = Codes.write(state.addOns());
        seats = state.seats();
        paidFee = paid.fee().getAmount();
        feeDays = paid.feeDays();
        charged = paid.charged().getAmount();
    }
}

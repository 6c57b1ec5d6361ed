package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.Plan;
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

    static PeriodRow of(UUID partnerId, UUID planId, Plan plan) {
        var row = new PeriodRow();
        row.partnerId = partnerId;
        row.planId = planId;
        row.startOn = plan.period().start();
        row.endOn = plan.period().end();
        row.periodDays = plan.period().periodDays();
        row.become(plan.paid());
        return row;
    }

    BillingPeriod toPeriod() {
        return new BillingPeriod(startOn, endOn, periodDays);
    }

    PaidLevel toPaidLevel(String currency) {
        var unit = CurrencyUnit.of(currency);
        return new PaidLevel(Money.of(unit, paidFee), feeDays, Money.of(unit, charged));
    }

    final void become(PaidLevel paid) {
        paidFee = paid.fee().getAmount();
        feeDays = paid.feeDays();
        charged = paid.charged().getAmount();
    }
}

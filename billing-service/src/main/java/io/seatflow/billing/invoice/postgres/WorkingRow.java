package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.Transfers;
import io.seatflow.billing.invoice.Working;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.Rise;
import io.seatflow.billing.plan.postgres.Codes;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
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

/** A row of {@code charge_working}. */
@Entity
@Table(name = "charge_working")
@IdClass(WorkingRow.Key.class)
class WorkingRow extends PanacheEntityBase {

    record Key(
            UUID partnerId,
            UUID planId,
            Cause.Type causeType,
            String causeId,
            LocalDate periodStart)
            implements Serializable {}

    @Id UUID partnerId;
    @Id UUID planId;

    @Id
    @Enumerated(EnumType.STRING)
    Cause.Type causeType;

    @Id String causeId;
    @Id LocalDate periodStart;
    LocalDate periodEnd;
    LocalDate chargedOn;
    int days;
    int periodDays;
    String catalogVersion;
    String program;
    String addOns;
    int seats;
    int addedSeats;
    @Nullable String newProgram;
    String newAddOns;
    String currency;
    BigDecimal feeBefore;
    BigDecimal feeRise;
    BigDecimal feeDaysBefore;
    BigDecimal chargedBefore;
    BigDecimal amount;
    boolean late;
    boolean takenBack;
    @Nullable Long firstTransfer;
    @Nullable Long lastTransfer;

    static WorkingRow of(UUID partnerId, UUID planId, Working working) {
        var row = new WorkingRow();
        row.partnerId = partnerId;
        row.planId = planId;
        row.causeType = working.cause().type();
        row.causeId = working.cause().id();
        row.periodStart = working.period().start();
        row.periodEnd = working.period().end();
        row.catalogVersion = working.catalogVersion();
        row.program = working.before().program();
        row.addOns = Codes.write(working.before().addOns());
        row.seats = working.before().seats();
        row.feeBefore = working.paid().fee().getAmount();
        row.feeDaysBefore = working.paid().feeDays();
        row.chargedBefore = working.paid().charged().getAmount();
        row.late = working.isLate();
        row.charged(working.charge());
        var transfers = working.transfers();
        row.firstTransfer = transfers == null ? null : transfers.first();
        row.lastTransfer = transfers == null ? null : transfers.last();
        return row;
    }

    private void charged(PlanCharge charge) {
        chargedOn = charge.on();
        addedSeats = charge.change().seats();
        newProgram = charge.change().program();
        newAddOns = Codes.write(charge.change().addOns());
        days = charge.rise().days();
        periodDays = charge.rise().periodDays();
        feeRise = charge.rise().fee().getAmount();
        currency = charge.amount().getCurrencyUnit().getCode();
        amount = charge.amount().getAmount();
    }

    Working toWorking() {
        return new Working(
                new Cause(causeType, causeId),
                new BillingPeriod(periodStart, periodEnd, periodDays),
                new PlanState(program, Codes.read(addOns), seats),
                new PaidLevel(money(feeBefore), feeDaysBefore, money(chargedBefore)),
                new PlanCharge(
                        new PlanChange(addedSeats, newProgram, Codes.read(newAddOns)),
                        periodStart,
                        chargedOn,
                        new Rise(money(feeRise), days, periodDays, money(amount))),
                catalogVersion,
                late,
                takenBack,
                firstTransfer == null || lastTransfer == null
                        ? null
                        : new Transfers(firstTransfer, lastTransfer));
    }

    private Money money(BigDecimal value) {
        return Money.of(CurrencyUnit.of(currency), value);
    }
}

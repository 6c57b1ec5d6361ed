package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.invoice.CreditWorking;
import io.seatflow.billing.invoice.CreditWorking.TooMuch;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.postgres.Codes;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** A row of {@code credit_working}. */
@Entity
@Table(name = "credit_working")
@IdClass(CreditWorkingRow.Key.class)
class CreditWorkingRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID creditId, int position) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID creditId;
    @Id int position;
    LocalDate periodStart;
    LocalDate periodEnd;
    int periodDays;
    String catalogVersion;
    String program;
    String addOns;
    int seats;
    int seatsWithout;
    BigDecimal paidFee;
    BigDecimal feeDays;
    BigDecimal charged;

    static CreditWorkingRow of(Issued credit, CreditWorking working) {
        var tooMuch = Objects.requireNonNull(working.tooMuch());
        var row = new CreditWorkingRow();
        row.partnerId = credit.partnerId();
        row.creditId = credit.id();
        row.position = working.position();
        row.periodStart = tooMuch.period().start();
        row.periodEnd = tooMuch.period().end();
        row.periodDays = tooMuch.period().periodDays();
        row.catalogVersion = tooMuch.catalogVersion();
        row.program = tooMuch.charged().program();
        row.addOns = Codes.write(tooMuch.charged().addOns());
        row.seats = tooMuch.charged().seats();
        row.seatsWithout = tooMuch.without().seats();
        row.paidFee = tooMuch.paid().fee().getAmount();
        row.feeDays = tooMuch.paid().feeDays();
        row.charged = tooMuch.paid().charged().getAmount();
        return row;
    }

    TooMuch toTooMuch(CurrencyUnit unit) {
        var state = new PlanState(program, Codes.read(addOns), seats);
        return new TooMuch(
                new BillingPeriod(periodStart, periodEnd, periodDays),
                state,
                new PaidLevel(Money.of(unit, paidFee), feeDays, Money.of(unit, charged)),
                state.withSeats(seatsWithout),
                catalogVersion);
    }
}

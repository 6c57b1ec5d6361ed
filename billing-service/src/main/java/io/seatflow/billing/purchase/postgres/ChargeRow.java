package io.seatflow.billing.purchase.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.Rise;
import io.seatflow.billing.plan.postgres.Codes;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.purchase.ChargeKind;
import io.seatflow.billing.purchase.Confirmation;
import io.seatflow.billing.purchase.Joining;
import io.seatflow.billing.purchase.Known;
import io.seatflow.billing.purchase.PurchaseStatus;
import io.seatflow.billing.quote.Price;
import io.seatflow.platform.id.Ids;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A row of {@code charge}. */
@Entity
@Table(name = "charge")
@IdClass(ChargeRow.Key.class)
class ChargeRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID id) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID id;
    UUID planId;

    @Enumerated(EnumType.STRING)
    ChargeKind kind;

    /** Of a purchase its seat change; of seats that joined an id of their own. */
    UUID changeId;

    String causeId;
    int shortfall;
    @Nullable UUID quoteId;
    long sequence;
    int attempt;
    Instant confirmedAt;
    String confirmedBy;

    @Enumerated(EnumType.STRING)
    PurchaseStatus status;

    @Nullable String program;
    String addOns = "";

    /** Whether it is collected with the next period's invoice. */
    boolean gathered;

    @Nullable LocalDate periodStart;
    @Nullable LocalDate chargedOn;
    @Nullable Integer days;
    @Nullable Integer periodDays;
    @Nullable BigDecimal feeRise;
    @Nullable BigDecimal amount;

    /** The price of its last seat; null where it was decided before that was kept. */
    @Nullable BigDecimal unitPrice;

    @Nullable BigDecimal currentFee;
    @Nullable BigDecimal nextPeriodFee;
    @Nullable LocalDate periodEnd;
    @Nullable UUID invoiceId;
    @Nullable UUID requoteId;
    @Nullable String reason;
    @Nullable String detail;

    static ChargeRow of(UUID partnerId, UUID planId, Joining joining) {
        var row = new ChargeRow();
        row.partnerId = partnerId;
        row.id = Ids.next();
        row.planId = planId;
        row.kind = ChargeKind.JOINED;
        row.changeId = row.id;
        row.causeId = String.valueOf(joining.ledgerSequence());
        row.status = PurchaseStatus.QUEUED;
        row.shortfall = joining.seats();
        row.sequence = joining.sequence();
        row.attempt = 1;
        row.confirmedAt = joining.at();
        row.confirmedBy = joining.reason();
        return row;
    }

    static ChargeRow of(HeldPlan plan, UUID changeId, PlanChange change, Instant at, String by) {
        var row = new ChargeRow();
        row.partnerId = plan.partnerId();
        row.id = Ids.next();
        row.planId = plan.planId();
        row.kind = ChargeKind.PLAN_CHANGE;
        row.changeId = changeId;
        row.causeId = changeId.toString();
        row.status = PurchaseStatus.QUEUED;
        row.program = change.program();
        row.addOns = Codes.write(change.addOns());
        row.attempt = 1;
        row.confirmedAt = at;
        row.confirmedBy = by;
        return row;
    }

    /** One that is decided, as far as an invoice needs it. */
    static ChargeRow of(Row read) {
        var row = new ChargeRow();
        row.partnerId = read.getUUID("partner_id");
        row.id = read.getUUID("id");
        row.planId = read.getUUID("plan_id");
        row.kind = ChargeKind.valueOf(read.getString("kind"));
        row.causeId = read.getString("cause_id");
        row.shortfall = read.getInteger("shortfall");
        row.program = read.getString("program");
        row.addOns = read.getString("add_ons");
        row.periodStart = read.getLocalDate("period_start");
        row.chargedOn = read.getLocalDate("charged_on");
        row.days = read.getInteger("days");
        row.periodDays = read.getInteger("period_days");
        row.feeRise = read.getBigDecimal("fee_rise");
        row.amount = read.getBigDecimal("amount");
        row.unitPrice = read.getBigDecimal("unit_price");
        row.currentFee = read.getBigDecimal("current_fee");
        row.nextPeriodFee = read.getBigDecimal("next_period_fee");
        row.periodEnd = read.getLocalDate("period_end");
        return row;
    }

    Known known() {
        return new Known(planId, status, quoteId);
    }

    /**
     * Takes its place in the queue of a plan, which may be another than it was quoted on before.
     */
    void queue(UUID payingPlan, Confirmation confirmation) {
        planId = payingPlan;
        status = PurchaseStatus.QUEUED;
        shortfall = confirmation.shortfall();
        quoteId = confirmation.quoteId();
        sequence = confirmation.sequence();
        attempt = confirmation.attempt();
        confirmedAt = confirmation.at();
        confirmedBy = confirmation.by();
        requoteId = null;
    }

    /** What the invoice's line names as its cause. */
    Cause cause() {
        var type =
                switch (kind) {
                    case PURCHASE -> Cause.Type.SEAT_CHANGE;
                    case JOINED -> Cause.Type.LEDGER_RANGE;
                    case PLAN_CHANGE -> Cause.Type.PLAN_CHANGE;
                };
        return new Cause(type, causeId);
    }

    PlanChange change() {
        return new PlanChange(shortfall, program, Codes.read(addOns));
    }

    /** What is charged, once that is decided. */
    void decide(PurchaseStatus next, PlanCharge charge, Price price, Money seatPrice) {
        status = next;
        unitPrice = seatPrice.getAmount();
        periodStart = charge.periodStart();
        chargedOn = charge.on();
        days = charge.rise().days();
        periodDays = charge.rise().periodDays();
        feeRise = charge.rise().fee().getAmount();
        amount = charge.amount().getAmount();
        currentFee = price.currentFee().getAmount();
        nextPeriodFee = price.nextPeriodFee().getAmount();
        periodEnd = price.periodEnd();
    }

    PlanCharge charge(CurrencyUnit unit) {
        return new PlanCharge(
                change(),
                decided(periodStart),
                decided(chargedOn),
                new Rise(
                        Money.of(unit, decided(feeRise)),
                        decided(days),
                        decided(periodDays),
                        Money.of(unit, decided(amount))));
    }

    Price price(CurrencyUnit unit) {
        return new Price(
                Money.of(unit, decided(amount)),
                Money.of(unit, decided(currentFee)),
                Money.of(unit, decided(nextPeriodFee)),
                decided(days),
                decided(periodDays),
                decided(periodEnd));
    }

    private static <T> T decided(@Nullable T value) {
        return Objects.requireNonNull(value, "The charge is not decided yet.");
    }
}

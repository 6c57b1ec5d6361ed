package io.seatflow.billing.plan.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.plan.Scheduled;
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
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A row of {@code plan_change}. */
@Entity
@Table(name = "plan_change")
@IdClass(PlanChangeRow.Key.class)
class PlanChangeRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID id) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID id;
    UUID planId;

    @Enumerated(EnumType.STRING)
    PlanChanges.Status status;

    @Nullable String program;
    boolean programLater;
    String addedAddOns;
    String removedAddOns;
    LocalDate effectiveOn;
    String currency;
    BigDecimal proratedCharge;
    BigDecimal currentFee;
    BigDecimal nextPeriodFee;
    int remainingDays;
    int periodDays;
    LocalDate periodEnd;
    Instant requestedAt;
    String requestedBy;
    @Nullable String reason;
    @Nullable String detail;

    Scheduled later() {
        return new Scheduled(programLater ? program : null, Codes.read(removedAddOns));
    }

    Money money(BigDecimal amount) {
        return Money.of(CurrencyUnit.of(currency), amount);
    }
}

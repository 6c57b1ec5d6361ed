package io.seatflow.billing.quote.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.quote.Price;
import io.seatflow.platform.event.Quote;
import jakarta.persistence.Entity;
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

/** A row of {@code quote}. */
@Entity
@Table(name = "quote")
@IdClass(QuoteRow.Key.class)
class QuoteRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID id) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID id;
    UUID planId;
    UUID changeId;
    int shortfall;
    String currency;
    BigDecimal proratedCharge;
    BigDecimal currentFee;
    BigDecimal nextPeriodFee;
    int remainingDays;
    int periodDays;
    LocalDate periodEnd;
    LocalDate quotedOn;
    Instant expiresAt;

    void take(Price price, Instant until) {
        currency = price.proratedCharge().getCurrencyUnit().getCode();
        proratedCharge = price.proratedCharge().getAmount();
        currentFee = price.currentFee().getAmount();
        nextPeriodFee = price.nextPeriodFee().getAmount();
        remainingDays = price.remainingDays();
        periodDays = price.periodDays();
        periodEnd = price.periodEnd();
        expiresAt = until;
    }

    Quote toQuote() {
        return new Quote(
                id,
                money(proratedCharge),
                money(currentFee),
                money(nextPeriodFee),
                remainingDays,
                periodDays,
                periodEnd,
                expiresAt);
    }

    private Money money(BigDecimal amount) {
        return Money.of(CurrencyUnit.of(currency), amount);
    }
}

package io.seatflow.platform.event;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.joda.money.Money;

/**
 * What a change would cost. No one is charged by a quote.
 *
 * @param proratedCharge due now, for the rest of the period
 * @param currentFee the fee of the running period before the change
 * @param nextPeriodFee the fee from the next period on, the change included
 * @param remainingDays days that are charged, today included
 * @param periodDays the days of the full period: the denominator
 */
public record Quote(
        UUID id,
        Money proratedCharge,
        Money currentFee,
        Money nextPeriodFee,
        int remainingDays,
        int periodDays,
        LocalDate periodEnd,
        Instant expiresAt) {}

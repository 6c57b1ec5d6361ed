package io.seatflow.account.notification;

import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * The amounts of a notice.
 *
 * @param proratedCharge due now, for the rest of the period
 * @param nextPeriodFee the fee from the next period on
 * @param total of an invoice
 */
public record Amounts(
        @Nullable Money proratedCharge, @Nullable Money nextPeriodFee, @Nullable Money total) {}

package io.seatflow.seat.change.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.seatflow.platform.event.Quote;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A seat change with its price, for those who may see amounts.
 *
 * @param nextPeriodFee of a change that bought nothing and took back seats that would have left
 */
record PricedChangeView(
        @JsonUnwrapped ChangeView change,
        @Nullable Quote quote,
        @Schema(
                        description =
                                "What the plan costs from the next period on, of an ALLOCATE that took back"
                                        + " retiring seats and bought none; null until billing has told")
                @Nullable Money nextPeriodFee) {}

package io.seatflow.seat.change.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.seatflow.platform.event.Quote;
import org.jspecify.annotations.Nullable;

/** A seat change with its price, for those who may see amounts. */
record PricedChangeView(@JsonUnwrapped ChangeView change, @Nullable Quote quote) {}

/** Quotes in the database. */
@NullMarked
package io.seatflow.billing.quote.postgres;

import org.jspecify.annotations.NullMarked;

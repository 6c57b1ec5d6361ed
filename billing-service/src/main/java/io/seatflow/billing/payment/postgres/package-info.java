/** Payments and cards in the database. */
@NullMarked
package io.seatflow.billing.payment.postgres;

import org.jspecify.annotations.NullMarked;

/** Purchases in the database. */
@NullMarked
package io.seatflow.billing.purchase.postgres;

import org.jspecify.annotations.NullMarked;

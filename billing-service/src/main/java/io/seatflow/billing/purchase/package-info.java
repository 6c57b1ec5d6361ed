/** A confirmed purchase: charged once, in order, for no more than its quote. */
@NullMarked
package io.seatflow.billing.purchase;

import org.jspecify.annotations.NullMarked;

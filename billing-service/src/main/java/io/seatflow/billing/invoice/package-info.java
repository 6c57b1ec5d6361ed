/** What a partner is asked to pay, and why: issued once per cause, never changed. */
@NullMarked
package io.seatflow.billing.invoice;

import org.jspecify.annotations.NullMarked;

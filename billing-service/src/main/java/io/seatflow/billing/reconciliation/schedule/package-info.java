/** The comparison that never ends. */
@NullMarked
package io.seatflow.billing.reconciliation.schedule;

import org.jspecify.annotations.NullMarked;

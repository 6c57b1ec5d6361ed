/** Whether others' books say the same as ours, and ours the same as each other. */
@NullMarked
package io.seatflow.billing.reconciliation;

import org.jspecify.annotations.NullMarked;

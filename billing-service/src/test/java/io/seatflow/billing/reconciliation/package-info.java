@NullMarked
package io.seatflow.billing.reconciliation;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.account.reconciliation;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.account.reconciliation.schedule;

import org.jspecify.annotations.NullMarked;

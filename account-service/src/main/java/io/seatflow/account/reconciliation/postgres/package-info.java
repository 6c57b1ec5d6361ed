@NullMarked
package io.seatflow.account.reconciliation.postgres;

import org.jspecify.annotations.NullMarked;

/** How far comparisons are and what they found, in the database. */
@NullMarked
package io.seatflow.billing.reconciliation.postgres;

import org.jspecify.annotations.NullMarked;

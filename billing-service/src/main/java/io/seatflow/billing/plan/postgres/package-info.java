/** Plans in the database. */
@NullMarked
package io.seatflow.billing.plan.postgres;

import org.jspecify.annotations.NullMarked;

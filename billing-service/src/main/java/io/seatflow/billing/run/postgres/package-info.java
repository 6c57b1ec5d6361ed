/** The beginnings of periods in the database. */
@NullMarked
package io.seatflow.billing.run.postgres;

import org.jspecify.annotations.NullMarked;

/** Price lists in the database. */
@NullMarked
package io.seatflow.billing.catalog.postgres;

import org.jspecify.annotations.NullMarked;

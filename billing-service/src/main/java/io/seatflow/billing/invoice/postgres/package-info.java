/** Invoices in the database. */
@NullMarked
package io.seatflow.billing.invoice.postgres;

import org.jspecify.annotations.NullMarked;

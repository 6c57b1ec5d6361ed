/** What a partner sees of its invoices. */
@NullMarked
package io.seatflow.billing.invoice.rest;

import org.jspecify.annotations.NullMarked;

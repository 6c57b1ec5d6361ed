/** How invoices look on a screen and on paper. */
@NullMarked
package io.seatflow.billing.invoice.paper;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.billing.invoice.paper;

import org.jspecify.annotations.NullMarked;

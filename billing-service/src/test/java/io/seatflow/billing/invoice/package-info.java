@NullMarked
package io.seatflow.billing.invoice;

import org.jspecify.annotations.NullMarked;

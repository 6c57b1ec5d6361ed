/** How what is owed gets paid: never twice, whatever fails in between. */
@NullMarked
package io.seatflow.billing.payment;

import org.jspecify.annotations.NullMarked;

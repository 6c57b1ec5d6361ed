@NullMarked
package io.seatflow.billing.payment;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.billing.payment.braintree;

import org.jspecify.annotations.NullMarked;

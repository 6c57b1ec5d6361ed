/** A partner's cards. */
@NullMarked
package io.seatflow.billing.payment.rest;

import org.jspecify.annotations.NullMarked;

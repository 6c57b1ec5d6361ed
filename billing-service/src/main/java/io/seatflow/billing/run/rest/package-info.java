/** Billing runs over HTTP. */
@NullMarked
package io.seatflow.billing.run.rest;

import org.jspecify.annotations.NullMarked;

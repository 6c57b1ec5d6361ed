/** Plan changes over HTTP. */
@NullMarked
package io.seatflow.billing.purchase.rest;

import org.jspecify.annotations.NullMarked;

/** Braintree's protocol: XML over HTTP, as its SDK speaks it. */
@NullMarked
package io.seatflow.local.braintree.wire;

import org.jspecify.annotations.NullMarked;

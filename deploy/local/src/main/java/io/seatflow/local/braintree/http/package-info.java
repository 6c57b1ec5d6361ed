/** The server that the doors hang in. */
@NullMarked
package io.seatflow.local.braintree.http;

import org.jspecify.annotations.NullMarked;

/** What can be subscribed to and at what price: data that an operator loads, never code. */
@NullMarked
package io.seatflow.billing.catalog;

import org.jspecify.annotations.NullMarked;

/** Price lists over HTTP. */
@NullMarked
package io.seatflow.billing.catalog.rest;

import org.jspecify.annotations.NullMarked;

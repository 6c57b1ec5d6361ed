/** Comparisons on request. */
@NullMarked
package io.seatflow.billing.reconciliation.rest;

import org.jspecify.annotations.NullMarked;

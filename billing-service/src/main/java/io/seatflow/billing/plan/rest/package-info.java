/** What a partner sees of its plan and of what can be chosen. */
@NullMarked
package io.seatflow.billing.plan.rest;

import org.jspecify.annotations.NullMarked;

/** A partner's plan: its periods, its fee, what a change costs, and what of it is paid. */
@NullMarked
package io.seatflow.billing.plan;

import org.jspecify.annotations.NullMarked;

/** What a change would cost. No one is charged by a quote. */
@NullMarked
package io.seatflow.billing.quote;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.billing.quote;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.billing.plan;

import org.jspecify.annotations.NullMarked;

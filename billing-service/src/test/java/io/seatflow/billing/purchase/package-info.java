@NullMarked
package io.seatflow.billing.purchase;

import org.jspecify.annotations.NullMarked;

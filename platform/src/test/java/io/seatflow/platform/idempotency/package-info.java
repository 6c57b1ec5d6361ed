@NullMarked
package io.seatflow.platform.idempotency;

import org.jspecify.annotations.NullMarked;

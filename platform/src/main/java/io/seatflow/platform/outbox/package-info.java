@NullMarked
package io.seatflow.platform.outbox;

import org.jspecify.annotations.NullMarked;

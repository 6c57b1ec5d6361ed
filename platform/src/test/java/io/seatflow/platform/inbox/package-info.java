@NullMarked
package io.seatflow.platform.inbox;

import org.jspecify.annotations.NullMarked;

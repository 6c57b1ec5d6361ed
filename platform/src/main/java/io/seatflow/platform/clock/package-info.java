@NullMarked
package io.seatflow.platform.clock;

import org.jspecify.annotations.NullMarked;

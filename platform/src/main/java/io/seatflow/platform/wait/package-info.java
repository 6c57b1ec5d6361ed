@NullMarked
package io.seatflow.platform.wait;

import org.jspecify.annotations.NullMarked;

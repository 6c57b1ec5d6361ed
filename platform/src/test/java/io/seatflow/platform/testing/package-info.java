@NullMarked
package io.seatflow.platform.testing;

import org.jspecify.annotations.NullMarked;

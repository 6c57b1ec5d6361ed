@NullMarked
package io.seatflow.platform.event;

import org.jspecify.annotations.NullMarked;

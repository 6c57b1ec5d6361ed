@NullMarked
package io.seatflow.platform.id;

import org.jspecify.annotations.NullMarked;

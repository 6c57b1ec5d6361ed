@NullMarked
package io.seatflow.platform.list;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.platform.json;

import org.jspecify.annotations.NullMarked;

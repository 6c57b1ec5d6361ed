@NullMarked
package io.seatflow.platform.proof;

import org.jspecify.annotations.NullMarked;

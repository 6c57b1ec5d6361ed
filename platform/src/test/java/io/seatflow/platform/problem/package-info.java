@NullMarked
package io.seatflow.platform.problem;

import org.jspecify.annotations.NullMarked;

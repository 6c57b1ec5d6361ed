@NullMarked
package io.seatflow.trial;

import org.jspecify.annotations.NullMarked;

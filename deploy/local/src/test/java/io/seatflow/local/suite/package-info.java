@NullMarked
package io.seatflow.local.suite;

import org.jspecify.annotations.NullMarked;

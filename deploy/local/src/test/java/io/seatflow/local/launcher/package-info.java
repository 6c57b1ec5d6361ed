@NullMarked
package io.seatflow.local.launcher;

import org.jspecify.annotations.NullMarked;

/** What {@code ./dev} does once it has found a JDK: everything that needs the running suite. */
@NullMarked
package io.seatflow.local.launcher;

import org.jspecify.annotations.NullMarked;

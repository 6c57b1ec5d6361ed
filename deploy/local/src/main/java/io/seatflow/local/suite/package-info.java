/** All of Seatflow as child processes: for {@code ./dev up} and for the acceptance tests alike. */
@NullMarked
package io.seatflow.local.suite;

import org.jspecify.annotations.NullMarked;

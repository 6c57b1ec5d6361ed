/** Requests made from the suite's own description of itself. */
@NullMarked
package io.seatflow.acceptance.walk;

import org.jspecify.annotations.NullMarked;

/** The one public door of the suite. */
@NullMarked
package io.seatflow.gateway;

import org.jspecify.annotations.NullMarked;

/** Maven as {@code ./dev} uses it: run from source, before anything has been built. */
@NullMarked
package io.seatflow.local.build;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.acceptance;

import org.jspecify.annotations.NullMarked;

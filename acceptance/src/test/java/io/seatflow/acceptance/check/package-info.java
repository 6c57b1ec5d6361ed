@NullMarked
package io.seatflow.acceptance.check;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.acceptance.bench;

import org.jspecify.annotations.NullMarked;

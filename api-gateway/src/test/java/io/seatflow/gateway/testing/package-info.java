@NullMarked
package io.seatflow.gateway.testing;

import org.jspecify.annotations.NullMarked;

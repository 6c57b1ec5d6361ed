@NullMarked
package io.seatflow.gateway.problem;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.gateway.health;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.gateway.route;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.gateway.route.proxy;

import org.jspecify.annotations.NullMarked;

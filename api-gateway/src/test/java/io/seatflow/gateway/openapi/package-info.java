@NullMarked
package io.seatflow.gateway.openapi;

import org.jspecify.annotations.NullMarked;

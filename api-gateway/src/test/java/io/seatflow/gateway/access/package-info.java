@NullMarked
package io.seatflow.gateway.access;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.gateway.sandbox;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.gateway.upstream;

import org.jspecify.annotations.NullMarked;

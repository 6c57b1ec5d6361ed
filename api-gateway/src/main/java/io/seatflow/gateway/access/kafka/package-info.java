@NullMarked
package io.seatflow.gateway.access.kafka;

import org.jspecify.annotations.NullMarked;

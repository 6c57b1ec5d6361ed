/** What runs inside Kafka's own JVM; nothing else uses it. */
@NullMarked
package io.seatflow.local.kafka;

import org.jspecify.annotations.NullMarked;

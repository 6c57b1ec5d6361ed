@NullMarked
package io.seatflow.trial.kafka;

import org.jspecify.annotations.NullMarked;

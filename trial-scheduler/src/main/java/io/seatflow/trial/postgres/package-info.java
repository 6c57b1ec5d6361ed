/** Where trials and their timers are kept. */
@NullMarked
package io.seatflow.trial.postgres;

import org.jspecify.annotations.NullMarked;

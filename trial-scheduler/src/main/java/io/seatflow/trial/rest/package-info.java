/** Doors for requests. */
@NullMarked
package io.seatflow.trial.rest;

import org.jspecify.annotations.NullMarked;

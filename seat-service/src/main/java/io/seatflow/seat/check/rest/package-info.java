/** The door for whoever wants proof, and the detail of the health report. */
@NullMarked
package io.seatflow.seat.check.rest;

import org.jspecify.annotations.NullMarked;

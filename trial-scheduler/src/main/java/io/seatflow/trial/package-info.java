/** When a trial ends: deadlines and reminders. */
@NullMarked
package io.seatflow.trial;

import org.jspecify.annotations.NullMarked;

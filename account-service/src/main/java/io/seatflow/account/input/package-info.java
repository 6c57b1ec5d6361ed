/** Constraints on what requests say. */
@NullMarked
package io.seatflow.account.input;

import org.jspecify.annotations.NullMarked;

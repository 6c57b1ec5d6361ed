/** Who exists and in what status. */
@NullMarked
package io.seatflow.account;

import org.jspecify.annotations.NullMarked;

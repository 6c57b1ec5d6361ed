/** Edits that may leave a field as it is, set it, or clear it. */
@NullMarked
package io.seatflow.account.edit;

import org.jspecify.annotations.NullMarked;

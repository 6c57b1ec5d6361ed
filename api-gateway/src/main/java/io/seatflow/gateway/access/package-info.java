/** Who may not come in at present, whatever their token says. */
@NullMarked
package io.seatflow.gateway.access;

import org.jspecify.annotations.NullMarked;

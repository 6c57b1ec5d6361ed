/** A mail server of this machine alone: what it takes is in a folder, and on a page there. */
@NullMarked
package io.seatflow.local.mail;

import org.jspecify.annotations.NullMarked;

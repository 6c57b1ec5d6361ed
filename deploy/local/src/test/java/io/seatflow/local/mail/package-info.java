@NullMarked
package io.seatflow.local.mail;

import org.jspecify.annotations.NullMarked;

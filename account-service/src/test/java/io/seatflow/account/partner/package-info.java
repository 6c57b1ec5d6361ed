@NullMarked
package io.seatflow.account.partner;

import org.jspecify.annotations.NullMarked;

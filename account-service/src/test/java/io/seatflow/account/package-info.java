@NullMarked
package io.seatflow.account;

import org.jspecify.annotations.NullMarked;

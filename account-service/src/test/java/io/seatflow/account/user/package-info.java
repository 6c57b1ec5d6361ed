@NullMarked
package io.seatflow.account.user;

import org.jspecify.annotations.NullMarked;

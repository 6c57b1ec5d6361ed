@NullMarked
package io.seatflow.account.user.postgres;

import org.jspecify.annotations.NullMarked;

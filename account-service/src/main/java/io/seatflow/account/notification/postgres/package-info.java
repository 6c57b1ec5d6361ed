@NullMarked
package io.seatflow.account.notification.postgres;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.account.notification;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.account.notification.mail;

import org.jspecify.annotations.NullMarked;

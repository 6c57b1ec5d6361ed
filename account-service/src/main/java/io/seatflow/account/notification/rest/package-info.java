@NullMarked
package io.seatflow.account.notification.rest;

import org.jspecify.annotations.NullMarked;

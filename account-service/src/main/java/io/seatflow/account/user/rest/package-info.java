@NullMarked
package io.seatflow.account.user.rest;

import org.jspecify.annotations.NullMarked;

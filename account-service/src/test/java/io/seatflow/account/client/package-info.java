@NullMarked
package io.seatflow.account.client;

import org.jspecify.annotations.NullMarked;

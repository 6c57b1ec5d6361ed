@NullMarked
package io.seatflow.account.client.postgres;

import org.jspecify.annotations.NullMarked;

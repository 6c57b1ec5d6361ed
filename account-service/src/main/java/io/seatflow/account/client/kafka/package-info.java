@NullMarked
package io.seatflow.account.client.kafka;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.account.partner.kafka;

import org.jspecify.annotations.NullMarked;

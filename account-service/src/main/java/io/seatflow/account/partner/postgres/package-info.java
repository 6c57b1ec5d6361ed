@NullMarked
package io.seatflow.account.partner.postgres;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.account.role.postgres;

import org.jspecify.annotations.NullMarked;

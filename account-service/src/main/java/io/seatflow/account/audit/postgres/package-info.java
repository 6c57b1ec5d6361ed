@NullMarked
package io.seatflow.account.audit.postgres;

import org.jspecify.annotations.NullMarked;

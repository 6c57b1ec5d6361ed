@NullMarked
package io.seatflow.account.audit;

import org.jspecify.annotations.NullMarked;

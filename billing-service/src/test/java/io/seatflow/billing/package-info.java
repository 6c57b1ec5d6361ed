@NullMarked
package io.seatflow.billing;

import org.jspecify.annotations.NullMarked;

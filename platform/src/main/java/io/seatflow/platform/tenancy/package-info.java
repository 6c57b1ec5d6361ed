@NullMarked
package io.seatflow.platform.tenancy;

import org.jspecify.annotations.NullMarked;

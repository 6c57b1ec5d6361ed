@NullMarked
package io.seatflow.gateway.tenancy;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.gateway.page;

import org.jspecify.annotations.NullMarked;

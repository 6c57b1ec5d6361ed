@NullMarked
package io.seatflow.local.servers;

import org.jspecify.annotations.NullMarked;

/** Real servers without a container engine, each a child process that never outlives its parent. */
@NullMarked
package io.seatflow.local.servers;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.seatflow.platform.schema;

import org.jspecify.annotations.NullMarked;

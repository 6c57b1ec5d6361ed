@NullMarked
package io.seatflow.platform.database;

import org.jspecify.annotations.NullMarked;

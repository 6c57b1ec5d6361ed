@NullMarked
package io.seatflow.billing.catalog;

import org.jspecify.annotations.NullMarked;

/** How plans begin and go from period to period. */
@NullMarked
package io.seatflow.billing.run;

import org.jspecify.annotations.NullMarked;

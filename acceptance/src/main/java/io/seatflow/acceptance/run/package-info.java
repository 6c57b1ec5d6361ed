/** What a billing run needs around it: plans that are due, and somebody who answers for seats. */
@NullMarked
package io.seatflow.acceptance.run;

import org.jspecify.annotations.NullMarked;

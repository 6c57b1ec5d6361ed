/** What the merchant holds, kept in a file that outlives the process. */
@NullMarked
package io.seatflow.local.braintree.journal;

import org.jspecify.annotations.NullMarked;

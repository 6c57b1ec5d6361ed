/** What other services tell billing. */
@NullMarked
package io.seatflow.billing.news.kafka;

import org.jspecify.annotations.NullMarked;

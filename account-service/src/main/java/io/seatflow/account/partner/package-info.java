/** Rules about partners: what a registration must say, and when a partner is ready. */
@NullMarked
package io.seatflow.account.partner;

import org.jspecify.annotations.NullMarked;

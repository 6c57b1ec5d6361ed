/** Versions of resources, as ETag and If-Match carry them. */
@NullMarked
package io.seatflow.account.version;

import org.jspecify.annotations.NullMarked;

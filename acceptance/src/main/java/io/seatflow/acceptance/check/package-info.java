/**
 * Seat-service under load while its replicas are killed: everything asked and answered is recorded,
 * and compared afterwards with the database and the topics by rules of the checker's own.
 */
@NullMarked
package io.seatflow.acceptance.check;

import org.jspecify.annotations.NullMarked;

/** Rules about clients: how one comes to be with its seats, and who may sign in. */
@NullMarked
package io.seatflow.account.client;

import org.jspecify.annotations.NullMarked;

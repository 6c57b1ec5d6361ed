@NullMarked
package io.seatflow.account.client.rest;

import org.jspecify.annotations.NullMarked;

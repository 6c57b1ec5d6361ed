@NullMarked
package io.seatflow.account.partner.rest;

import org.jspecify.annotations.NullMarked;

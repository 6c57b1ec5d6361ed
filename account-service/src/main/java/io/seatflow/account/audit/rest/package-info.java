@NullMarked
package io.seatflow.account.audit.rest;

import org.jspecify.annotations.NullMarked;

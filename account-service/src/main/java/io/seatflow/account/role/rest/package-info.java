@NullMarked
package io.seatflow.account.role.rest;

import org.jspecify.annotations.NullMarked;

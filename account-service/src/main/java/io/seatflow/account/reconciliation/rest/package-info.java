@NullMarked
package io.seatflow.account.reconciliation.rest;

import org.jspecify.annotations.NullMarked;

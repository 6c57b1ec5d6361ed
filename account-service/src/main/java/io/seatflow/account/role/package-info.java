/** Roles of users: the two that every account has, and those that it makes for itself. */
@NullMarked
package io.seatflow.account.role;

import org.jspecify.annotations.NullMarked;

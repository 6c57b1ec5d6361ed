/** What roles a token lets its bearer give. */
@NullMarked
package io.seatflow.account.role.token;

import org.jspecify.annotations.NullMarked;

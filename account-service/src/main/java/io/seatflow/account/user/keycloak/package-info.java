@NullMarked
package io.seatflow.account.user.keycloak;

import org.jspecify.annotations.NullMarked;

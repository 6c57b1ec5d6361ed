/** What people are told, in the portal and by e-mail, and who is told what. */
@NullMarked
package io.seatflow.account.notification;

import org.jspecify.annotations.NullMarked;

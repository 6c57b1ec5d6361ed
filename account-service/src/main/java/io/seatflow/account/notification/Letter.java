package io.seatflow.account.notification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notice that is to go out by e-mail.
 *
 * @param tries how often it has been tried, this time included
 * @param name of whom it is for
 * @param amounts null where the notice has none
 */
public record Letter(
        UUID partnerId,
        UUID id,
        int tries,
        String email,
        String name,
        String title,
        String text,
        @Nullable Amounts amounts) {}

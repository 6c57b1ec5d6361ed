package io.seatflow.account.notification;

import io.seatflow.account.notification.Audience.Money;

/**
 * What somebody is told. There are two types: only one has a place for amounts, and that one is
 * only for those who may see them.
 */
public sealed interface Notice {

    Heading heading();

    Audience audience();

    /**
     * Whether its very words are for nobody who may not see amounts: a processor says there why it
     * declined.
     */
    default boolean isForPayersAlone() {
        return switch (heading().kind()) {
            case DECLINED -> audience() instanceof Money;
            case INVOICE_FAILED, PLAN_PAST_DUE, PLAN_RESTORED, CARD_EXPIRES -> true;
            case AWAITING_CONFIRMATION,
                    CONFIRMED,
                    PLAN_UPDATED,
                    CLIENT_GREW_PLAN,
                    TRIAL_EXPIRING,
                    TRIAL_EXPIRED,
                    INVOICE_ISSUED,
                    INVOICE_PAID ->
                    false;
        };
    }

    /** A notice without amounts, for anybody. */
    record Plain(Heading heading, Audience audience) implements Notice {}

    /** A notice with amounts. */
    record Priced(Heading heading, Money audience, Amounts amounts) implements Notice {}
}

package io.seatflow.billing.payment;

import io.seatflow.billing.payment.Aftermath.Settling;
import io.seatflow.billing.payment.GatewayNotice.DisputeMoved;
import io.seatflow.billing.payment.GatewayNotice.OfCharge;
import io.seatflow.billing.payment.GatewayNotice.Settled;
import io.seatflow.billing.payment.GatewayNotice.SettlementDeclined;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway's notices make of a payment. In whatever order and however often they come, the
 * same is known in the end.
 */
public final class AftermathRules {

    private AftermathRules() {}

    /** What is to be done about a payment by what was told of a charge under its order id. */
    public enum Consequence {
        NOTHING,
        /** It is still under way: the gateway is asked now what became of it. */
        LOOK_UP,
        /** Nobody knew it yet, but that charge's money has come: it is paid. */
        CHARGED,
        /** What it paid for is owed again. */
        OWED_AGAIN,
        /** Its money has come after all: what it paid for is paid, unless something else did. */
        PAID_AFTER_ALL,
        /** That charge pays for nothing. */
        GIVE_BACK
    }

    /** What is known with one more notice. */
    public static Aftermath apply(Aftermath before, OfCharge notice) {
        return switch (notice) {
            case Settled _ -> settling(before, Settling.SETTLED);
            case SettlementDeclined _ -> settling(before, Settling.DECLINED);
            case DisputeMoved moved -> disputed(before, moved.dispute());
        };
    }

    /** Money that is there is there, whatever else is told. */
    private static Aftermath settling(Aftermath before, Settling told) {
        var known = before.settling().filter(each -> each.compareTo(told) > 0).orElse(told);
        return new Aftermath(Optional.of(known), before.disputes());
    }

    private static Aftermath disputed(Aftermath before, Dispute told) {
        Map<String, Dispute> disputes = new HashMap<>(before.disputes());
        disputes.merge(told.id(), told, Dispute::or);
        return new Aftermath(before.settling(), disputes);
    }

    /**
     * What is to be done.
     *
     * @param counted the charge that made the payment succeed; null where none has
     * @param before what was known without that notice
     */
    public static Consequence decide(
            PaymentStatus status, @Nullable String counted, Aftermath before, OfCharge notice) {
        if (status == PaymentStatus.UNKNOWN && notice instanceof Settled) {
            return Consequence.CHARGED;
        }
        if (status == PaymentStatus.PENDING || status == PaymentStatus.UNKNOWN) {
            return Consequence.LOOK_UP;
        }
        return switch (notice) {
            case DisputeMoved _ -> Consequence.NOTHING;
            case Settled(_, _, var charge, _) when !charge.equals(counted) -> Consequence.GIVE_BACK;
            case Settled _ when status == PaymentStatus.DECLINED -> Consequence.PAID_AFTER_ALL;
            case Settled _ -> Consequence.NOTHING;
            case SettlementDeclined(_, _, var charge, _)
                    when charge.equals(counted)
                            && status == PaymentStatus.SUCCEEDED
                            && before.settling().isEmpty() ->
                    Consequence.OWED_AGAIN;
            case SettlementDeclined _ -> Consequence.NOTHING;
        };
    }
}

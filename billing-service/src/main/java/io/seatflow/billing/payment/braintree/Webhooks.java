package io.seatflow.billing.payment.braintree;

import com.braintreegateway.Dispute;
import com.braintreegateway.Transaction;
import com.braintreegateway.WebhookNotification;
import com.braintreegateway.exceptions.BraintreeException;
import com.braintreegateway.exceptions.InvalidSignatureException;
import io.seatflow.billing.payment.Dispute.Stage;
import io.seatflow.billing.payment.GatewayNotice;
import io.seatflow.billing.payment.GatewayNotice.DisputeMoved;
import io.seatflow.billing.payment.GatewayNotice.OfNoConcern;
import io.seatflow.billing.payment.GatewayNotice.Settled;
import io.seatflow.billing.payment.GatewayNotice.SettlementDeclined;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Calendar;
import java.util.Locale;
import java.util.Optional;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Reads what Braintree sends by itself. What it did not sign is not read. */
@ApplicationScoped
public class Webhooks {

    private final Braintree braintree;

    Webhooks(Braintree braintree) {
        this.braintree = braintree;
    }

    /** What a form of Braintree's says; what is not signed by it, or cannot be read, is refused. */
    public GatewayNotice read(String signature, String payload) {
        try {
            return notice(braintree.notification(signature, payload));
        } catch (InvalidSignatureException e) {
            throw new Problem(ProblemType.FORBIDDEN, "Braintree did not sign this.");
        } catch (BraintreeException | IllegalArgumentException | NullPointerException e) {
            throw Problem.invalid("/bt_payload", "is not a notification that can be read");
        }
    }

    /** The answer by which Braintree knows that this address is the merchant's. */
    public String answerTo(String challenge) {
        try {
            return braintree.answerTo(challenge);
        } catch (InvalidSignatureException e) {
            throw Problem.invalid("/bt_challenge", "must be a challenge of Braintree's");
        }
    }

    private static GatewayNotice notice(WebhookNotification told) {
        var kind = told.getKind().toString().toLowerCase(Locale.ROOT);
        var at = told.getTimestamp().toInstant();
        return switch (told.getKind()) {
            case TRANSACTION_SETTLED, TRANSACTION_SETTLEMENT_DECLINED -> settled(told, kind, at);
            case DISPUTE_OPENED,
                    DISPUTE_UNDER_REVIEW,
                    DISPUTE_WON,
                    DISPUTE_LOST,
                    DISPUTE_ACCEPTED,
                    DISPUTE_AUTO_ACCEPTED,
                    DISPUTE_EXPIRED,
                    DISPUTE_DISPUTED ->
                    disputed(told, kind, at);
            default -> new OfNoConcern(kind, at);
        };
    }

    /** Money that goes back settles too, which changes nothing. */
    private static GatewayNotice settled(WebhookNotification told, String kind, Instant at) {
        var about = told.getTransaction();
        if (about.getType() != Transaction.Type.SALE) {
            return new OfNoConcern(kind, at);
        }
        return told.getKind() == WebhookNotification.Kind.TRANSACTION_SETTLED
                ? new Settled(kind, at, about.getId(), about.getOrderId())
                : new SettlementDeclined(kind, at, about.getId(), about.getOrderId());
    }

    private static GatewayNotice disputed(WebhookNotification told, String kind, Instant at) {
        var dispute = told.getDispute();
        var about = dispute.getTransaction();
        return stage(dispute)
                .<GatewayNotice>map(stage ->
                        new DisputeMoved(
                                kind,
                                at,
                                about.getId(),
                                about.getOrderId(),
                                dispute.getId(),
                                stage,
                                Money.of(
                                        CurrencyUnit.of(dispute.getCurrencyIsoCode()),
                                        dispute.getAmount()),
                                day(dispute.getOpenedDate())))
                .orElseGet(() -> new OfNoConcern(kind, at));
    }

    private static Optional<Stage> stage(Dispute dispute) {
        return Optional.ofNullable(
                switch (dispute.getStatus()) {
                    case OPEN -> Stage.OPEN;
                    case UNDER_REVIEW, DISPUTED -> Stage.UNDER_REVIEW;
                    case EXPIRED -> Stage.EXPIRED;
                    case ACCEPTED, AUTO_ACCEPTED -> Stage.ACCEPTED;
                    case WON -> Stage.WON;
                    case LOST -> Stage.LOST;
                    case UNRECOGNIZED -> null;
                });
    }

    private static @Nullable LocalDate day(@Nullable Calendar day) {
        return day == null
                ? null
                : LocalDate.ofInstant(day.toInstant(), day.getTimeZone().toZoneId());
    }
}

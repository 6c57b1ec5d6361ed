package io.seatflow.local.braintree.wire;

import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.sandbox.Webhooks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Makes webhooks as Braintree sends them, about transactions that the stand-in really holds. */
public final class SignedWebhooks implements Webhooks {

    private static final int DAYS_TO_REPLY = 10;

    private final Keys keys;

    public SignedWebhooks(Keys keys) {
        this.keys = keys;
    }

    @Override
    public Signed sign(Kind kind, @Nullable Transaction about, Instant now) {
        var xml =
                XmlWriter.document(
                        "notification",
                        notification -> {
                            notification.time("timestamp", now);
                            notification.text("kind", kind.word());
                            notification.element(
                                    "subject", subject -> subjectInto(subject, kind, about, now));
                        });
        var payload = Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
        return new Signed(keys.signature(payload), payload);
    }

    private static void subjectInto(
            XmlWriter xml, Kind kind, @Nullable Transaction about, Instant now) {
        if (about == null) {
            xml.flag("check", true);
        } else if (kind.isDispute()) {
            xml.element("dispute", dispute -> disputeInto(dispute, kind, about, now));
        } else {
            xml.element("transaction", inner -> Answers.transactionInto(inner, about, now));
        }
    }

    private static void disputeInto(XmlWriter xml, Kind kind, Transaction about, Instant now) {
        var today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        xml.text("id", "dispute_" + about.id());
        xml.typed("amount", "decimal", about.amount().toPlainString());
        xml.typed("amount-disputed", "decimal", about.amount().toPlainString());
        xml.text("currency-iso-code", about.currency());
        xml.text("kind", "chargeback");
        xml.text("reason", "fraud");
        xml.text("status", kind.disputeStatus());
        xml.text("merchant-account-id", about.merchantAccountId());
        date(xml, "received-date", today);
        date(xml, "date-opened", today);
        date(xml, "reply-by-date", today.plusDays(DAYS_TO_REPLY));
        xml.time("created-at", now);
        xml.time("updated-at", now);
        xml.element(
                "transaction",
                transaction -> {
                    transaction.text("id", about.id());
                    transaction.typed("amount", "decimal", about.amount().toPlainString());
                    transaction.text("order-id", about.orderId());
                    transaction.time("created-at", about.createdAt());
                });
    }

    private static void date(XmlWriter xml, String name, LocalDate date) {
        xml.typed(name, "date", date.toString());
    }
}

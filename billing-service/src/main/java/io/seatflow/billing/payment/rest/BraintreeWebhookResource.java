package io.seatflow.billing.payment.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.seatflow.billing.payment.GatewayNotice;
import io.seatflow.billing.payment.GatewayNotice.DisputeMoved;
import io.seatflow.billing.payment.GatewayNotice.SettlementDeclined;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.braintree.Webhooks;
import io.seatflow.billing.payment.postgres.Notices;
import io.seatflow.billing.payment.postgres.Notices.Outcome;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Where Braintree tells of settlements and disputes. Its signature is all the proof that there is,
 * and all that is needed. What could not be taken in is answered with an error, and sent again.
 */
@Path("/webhooks/braintree")
class BraintreeWebhookResource {

    private static final Logger LOG = Logger.getLogger(BraintreeWebhookResource.class);

    private final Webhooks webhooks;
    private final Notices notices;
    private final Collector collector;
    private final MeterRegistry meters;

    BraintreeWebhookResource(
            Webhooks webhooks, Notices notices, Collector collector, MeterRegistry meters) {
        this.webhooks = webhooks;
        this.notices = notices;
        this.collector = collector;
        this.meters = meters;
    }

    @POST
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Uni<RestResponse<Void>> receive(
            @RestForm("bt_signature") @Nullable String signature,
            @RestForm("bt_payload") @Nullable String payload) {
        if (signature == null || payload == null) {
            throw Problem.invalid(
                    signature == null ? "/bt_signature" : "/bt_payload", "must not be missing");
        }
        var notice = webhooks.read(signature, payload);
        return notices.take(sha256(payload), notice)
                .invoke(outcome -> tell(notice, outcome))
                .invoke(collector::wake)
                .replaceWith(RestResponse::noContent);
    }

    /** Asked once, when the address is entered at Braintree. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String prove(@RestQuery("bt_challenge") @Nullable String challenge) {
        if (challenge == null) {
            throw Problem.invalid("/bt_challenge", "must not be missing");
        }
        return webhooks.answerTo(challenge);
    }

    /** Operators hear of what costs money; all else is counted. */
    private void tell(GatewayNotice notice, Outcome outcome) {
        meters.counter(
                        "seatflow.braintree.notices",
                        "kind",
                        notice.kind(),
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
        switch (outcome) {
            case UNKNOWN_CHARGE ->
                    LOG.errorf("Braintree tells of a charge that is none of ours: %s", notice);
            case TAKEN -> tell(notice);
            case KNOWN, OF_NO_CONCERN -> LOG.debugf("%s: %s", outcome, notice);
        }
    }

    private static void tell(GatewayNotice notice) {
        if (notice instanceof DisputeMoved || notice instanceof SettlementDeclined) {
            LOG.warnf("Braintree tells: %s", notice);
        }
    }

    private static String sha256(String payload) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(payload.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}

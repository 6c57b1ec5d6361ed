package io.seatflow.local.braintree.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Client tokens of Braintree's second version: JSON in base 64, which its browser code takes. */
record ClientTokens(Keys keys) {

    String issue(Optional<String> customerId, Instant now) {
        var claims = "created_at=%s&customer_id=%s".formatted(now, customerId.orElse(""));
        // All of these are made of characters that JSON takes as they are: a customer's id has only
        // plain ones.
        var json =
                """
                {"version":2,"environment":"local","merchantId":"%s","merchantAccountId":"%s",\
                "authorizationFingerprint":"%s|%s","clientApiUrl":"/merchants/%s/client_api",\
                "challenges":[],"threeDSecureEnabled":false,"paypalEnabled":false}\
                """
                        .formatted(
                                keys.merchant(),
                                keys.merchant(),
                                keys.signature(claims),
                                claims,
                                keys.merchant());
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}

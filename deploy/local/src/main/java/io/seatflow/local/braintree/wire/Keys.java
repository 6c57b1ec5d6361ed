package io.seatflow.local.braintree.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The merchant's name and keys: who may come in, and what a webhook is signed with. */
public record Keys(String merchant, String publicKey, String privateKey) {

    private static final String BASIC = "Basic ";

    boolean open(Optional<String> authorization) {
        return authorization.filter(this::matches).isPresent();
    }

    private boolean matches(String authorization) {
        if (!authorization.startsWith(BASIC)) {
            return false;
        }
        var credentials = publicKey + ":" + privateKey;
        var expected = Base64.getEncoder().encode(credentials.getBytes(StandardCharsets.UTF_8));
        var given =
                authorization.substring(BASIC.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, given);
    }

    /** The signature that Braintree's SDK checks: HMAC-SHA-1 under the SHA-1 of the private key. */
    String signature(String payload) {
        try {
            var key =
                    MessageDigest.getInstance("SHA-1")
                            .digest(privateKey.getBytes(StandardCharsets.UTF_8));
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            var hash = mac.doFinal(payload.getBytes(StandardCharsets.UTF_8));
            return publicKey + "|" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-1.", e);
        }
    }

    @Override
    public String toString() {
        return "Keys of " + merchant;
    }
}

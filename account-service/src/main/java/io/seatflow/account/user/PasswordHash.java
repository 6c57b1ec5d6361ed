package io.seatflow.account.user;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as Keycloak keeps it, so that nobody else ever keeps the password itself.
 *
 * @param secretData the hash and its salt
 * @param credentialData how it was made
 */
public record PasswordHash(String secretData, String credentialData) {

    private static final int ITERATIONS = 210_000;
    private static final int BITS = 512;

    /** Hashes with a random salt of 16 bytes. Takes a tenth of a second: not for an event loop. */
    public static PasswordHash of(String password, byte[] salt) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, BITS);
        try {
            byte[] hash =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                            .generateSecret(spec)
                            .getEncoded();
            return new PasswordHash(
                    "{\"value\":\"%s\",\"salt\":\"%s\",\"additionalParameters\":{}}"
                            .formatted(base64(hash), base64(salt)),
                    "{\"hashIterations\":%d,\"algorithm\":\"pbkdf2-sha512\",\"additionalParameters\":{}}"
                            .formatted(ITERATIONS));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has PBKDF2.", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A hash belongs in no log line either. */
    @Override
    public String toString() {
        return "PasswordHash";
    }
}

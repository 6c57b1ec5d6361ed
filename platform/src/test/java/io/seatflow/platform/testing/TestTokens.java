package io.seatflow.platform.testing;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tokens such as Keycloak issues, signed with a key of this test run. */
public final class TestTokens {

    private static final String PRIVATE = "seatflow.test.private-key";
    private static final String PUBLIC = "seatflow.test.public-key";
    private static final String ISSUER = "http://localhost:8180/realms/seatflow";

    private TestTokens() {}

    public static String operator() {
        return sign(claims("operator@seatflow.test", "operator"));
    }

    public static String partnerAdmin(UUID partner) {
        return sign(
                claims("admin@acme.test", "partner-admin").claim("partner_id", partner.toString()));
    }

    public static String partnerMember(UUID partner, String... permissions) {
        return sign(
                claims("member@acme.test", "partner-member")
                        .claim("partner_id", partner.toString())
                        .claim("permissions", List.of(permissions)));
    }

    public static String clientAdmin(UUID partner, UUID client) {
        return sign(
                claims("admin@client.test", "client-admin")
                        .claim("partner_id", partner.toString())
                        .claim("client_id", client.toString()));
    }

    public static String clientMember(UUID partner, UUID client, String... permissions) {
        return sign(
                claims("member@client.test", "client-member")
                        .claim("partner_id", partner.toString())
                        .claim("client_id", client.toString())
                        .claim("permissions", List.of(permissions)));
    }

    /** Somebody with this address and role; of a client if one is named. */
    public static String withEmail(String email, String role, UUID partner, @Nullable UUID client) {
        JwtClaimsBuilder claims = claims(email, role).claim("partner_id", partner.toString());
        return sign(client == null ? claims : claims.claim("client_id", client.toString()));
    }

    /** A program of the partner's, with scopes separated by spaces. */
    public static String integration(UUID partner, String scopes) {
        return sign(
                Jwt.claims()
                        .subject("integration-" + partner)
                        .claim("partner_id", partner.toString())
                        .claim("scope", scopes));
    }

    /**
     * What services check tokens with. Kept in system properties: tests see several class loaders.
     */
    public static synchronized String publicKey() {
        if (System.getProperty(PUBLIC) == null) {
            KeyPair pair = generate();
            System.setProperty(
                    PRIVATE, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
            System.setProperty(
                    PUBLIC, Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        }
        return System.getProperty(PUBLIC);
    }

    private static JwtClaimsBuilder claims(String email, String role) {
        return Jwt.claims()
                .subject("user-" + email)
                .claim("email", email)
                .claim("realm_access", Map.of("roles", List.of(role)));
    }

    private static String sign(JwtClaimsBuilder claims) {
        return claims.issuer(ISSUER)
                .audience("seatflow")
                .expiresIn(Duration.ofHours(1))
                .sign(privateKey());
    }

    private static PrivateKey privateKey() {
        publicKey();
        byte[] key = Base64.getDecoder().decode(System.getProperty(PRIVATE));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

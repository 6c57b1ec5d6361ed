package io.seatflow.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Signs tokens as Keycloak does and shows services the key to check them with, so that a thousand
 * of them cost a second and no Keycloak takes part in what is measured or checked.
 */
public final class TokenIssuer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final Duration VALID_FOR = Duration.ofHours(6);
    private static final String KEY_ID = "acceptance";
    private static final String REALM = "/realms/seatflow";

    private final KeyPair keys;
    private final HttpServer door;

    private TokenIssuer(KeyPair keys, HttpServer door) {
        this.keys = keys;
        this.door = door;
    }

    /** Makes a key and publishes its public half where services look for the realm's keys. */
    public static TokenIssuer start() throws IOException {
        var issuer =
                new TokenIssuer(
                        generate(),
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        byte[] keySet = issuer.keySet();
        issuer.door.createContext(REALM, exchange -> answer(exchange, keySet));
        issuer.door.start();
        return issuer;
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** What tokens name as their issuer. */
    public String name() {
        return "http://localhost:" + door.getAddress().getPort() + REALM;
    }

    /** A token of a partner's administrator. */
    public String partnerAdmin(UUID partner) {
        return partnerAdmin(partner, "admin-" + partner + "@acme.test");
    }

    /** A token of the administrator of a partner who has this e-mail address. */
    public String partnerAdmin(UUID partner, String email) {
        var claims = claims(email, "partner-admin");
        claims.put("partner_id", partner.toString());
        return sign(claims);
    }

    /** A token of a partner's member with these permissions. */
    public String partnerMember(UUID partner, String email, List<String> permissions) {
        var claims = claims(email, "partner-member");
        claims.put("partner_id", partner.toString());
        claims.put("permissions", permissions);
        return sign(claims);
    }

    /** A token of the administrator of a client who has this e-mail address. */
    public String clientAdmin(UUID partner, UUID client, String email) {
        return sign(ofClient(partner, client, email, "client-admin"));
    }

    /** A token of a client's member with these permissions. */
    public String clientMember(UUID partner, UUID client, String email, List<String> permissions) {
        var claims = ofClient(partner, client, email, "client-member");
        claims.put("permissions", permissions);
        return sign(claims);
    }

    private Map<String, Object> ofClient(UUID partner, UUID client, String email, String role) {
        var claims = claims(email, role);
        claims.put("partner_id", partner.toString());
        claims.put("client_id", client.toString());
        return claims;
    }

    /** A token of a partner's program with these scopes. */
    public String integration(UUID partner, String name, List<String> scopes) {
        var claims = claims(name, "offline_access");
        claims.remove("email");
        claims.put("partner_id", partner.toString());
        claims.put("scope", String.join(" ", scopes));
        return sign(claims);
    }

    /** A token of an operator. */
    public String operator() {
        return sign(claims("operator@seatflow.test", "operator"));
    }

    private Map<String, Object> claims(String email, String role) {
        Instant now = Instant.now();
        return new HashMap<>(
                Map.of(
                        "iss", name(),
                        "aud", "seatflow",
                        "sub", "user-" + email,
                        "email", email,
                        "iat", now.getEpochSecond(),
                        "exp", now.plus(VALID_FOR).getEpochSecond(),
                        "jti", UUID.randomUUID().toString(),
                        "realm_access", Map.of("roles", List.of(role))));
    }

    private String sign(Map<String, Object> claims) {
        String content =
                encode(json(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID)))
                        + "."
                        + encode(json(claims));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] keySet() {
        var key = (RSAPublicKey) keys.getPublic();
        return json(
                Map.of(
                        "keys",
                        List.of(
                                Map.of(
                                        "kty",
                                        "RSA",
                                        "use",
                                        "sig",
                                        "alg",
                                        "RS256",
                                        "kid",
                                        KEY_ID,
                                        "n",
                                        encode(unsigned(key.getModulus())),
                                        "e",
                                        encode(unsigned(key.getPublicExponent()))))));
    }

    /** Two's complement puts a zero byte before a number whose first bit is set. */
    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    private static byte[] json(Map<String, ?> value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        door.stop(0);
    }
}

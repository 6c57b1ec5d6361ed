package io.seatflow.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Someone who uses the suite as a portal or an integrator does: through the gateway, with a real
 * token.
 */
public final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(45);

    private final HttpClient http;
    private final URI gateway;
    private final @Nullable String token;

    private Client(HttpClient http, URI gateway, @Nullable String token) {
        this.http = http;
        this.gateway = gateway;
        this.token = token;
    }

    /** Someone without a token. */
    public static Client nobody(URI gateway) {
        return new Client(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                gateway,
                null);
    }

    /** The same gateway with a bearer token. */
    public Client with(String bearerToken) {
        return new Client(http, gateway, bearerToken);
    }

    /** Signs in at Keycloak by password, as {@code ./dev token} does. */
    public Client signIn(URI issuer, String email, String password) {
        return signIn(
                issuer,
                email,
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "seatflow-local",
                        "username",
                        email,
                        "password",
                        password));
    }

    /**
     * Signs in as a program does, with client credentials.
     *
     * @param scopes what it asks for, separated by spaces; empty: nothing
     */
    public Client signIn(URI issuer, String program, String secret, String scopes) {
        var form =
                new HashMap<>(
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", program,
                                "client_secret", secret));
        if (!scopes.isEmpty()) {
            form.put("scope", scopes);
        }
        return signIn(issuer, program, form);
    }

    private Client signIn(URI issuer, String who, Map<String, String> form) {
        String body =
                form.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encode(field.getValue()))
                        .collect(Collectors.joining("&"));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        Answer answer = send(request);
        if (answer.status() != 200) {
            throw new IllegalStateException(who + " cannot sign in: " + answer.text());
        }
        return with(answer.string("/access_token"));
    }

    /** The claims of the token. */
    public JsonNode claims() {
        String payload = Objects.requireNonNull(token, "Nobody has a token.").split("\\.", -1)[1];
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Answer get(String path) {
        return send(request(path, Duration.ZERO).GET().build());
    }

    /** Posts with a new Idempotency-Key and waits for what other services do. */
    public Answer post(String path, Object body) {
        return post(path, UUID.randomUUID().toString(), body);
    }

    /** Posts with this Idempotency-Key. */
    public Answer post(String path, String key, Object body) {
        return send(
                request(path, Duration.ofSeconds(20))
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(write(body)))
                        .build());
    }

    /** Posts and does not wait for other services ({@code Prefer: respond-async}). */
    public Answer postWithoutWaiting(String path, Object body) {
        return send(
                request(path, Duration.ZERO)
                        .setHeader("Prefer", "respond-async")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(write(body)))
                        .build());
    }

    public Answer put(String path, Object body) {
        return send(request(path, Duration.ZERO).PUT(BodyPublishers.ofString(write(body))).build());
    }

    public Answer patch(String path, Object body) {
        return send(
                request(path, Duration.ZERO)
                        .method("PATCH", BodyPublishers.ofString(write(body)))
                        .build());
    }

    public Answer delete(String path) {
        return send(request(path, Duration.ofSeconds(10)).DELETE().build());
    }

    /**
     * Any method, without waiting for other services; a body where one is given.
     *
     * @param format in which the answer is wanted
     */
    public Answer call(String method, String path, @Nullable Object body, String format) {
        return send(
                request(path, Duration.ZERO)
                        .header("Accept", format)
                        .setHeader("Prefer", "respond-async")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(write(body)))
                        .build());
    }

    private HttpRequest.Builder request(String path, Duration wait) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=" + wait.toSeconds());
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers().map(), text(response));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Words; of what is none, each character is a byte. */
    private static String text(HttpResponse<byte[]> response) {
        String format = response.headers().firstValue("Content-Type").orElse("");
        return new String(
                response.body(),
                format.startsWith("application/pdf")
                        ? StandardCharsets.ISO_8859_1
                        : StandardCharsets.UTF_8);
    }

    private static String write(Object body) {
        try {
            return body instanceof String text ? text : JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /**
     * What a call was answered with.
     *
     * @param text the words of it; of a PDF, each character is a byte
     */
    public record Answer(int status, Map<String, java.util.List<String>> headers, String text) {

        /** What it is, as its headers say; empty where they do not. */
        public String format() {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst()
                    .orElse("");
        }

        /** The body as JSON; missing where it is none. */
        public JsonNode json() {
            try {
                return text.isBlank() ? JSON.missingNode() : JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }

        /** The text at a JSON pointer. */
        public String string(String pointer) {
            return json().at(pointer).asText();
        }

        /** The whole number at a JSON pointer. */
        public int number(String pointer) {
            return json().at(pointer).asInt();
        }

        /** The same, if it has this status. */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError(
                        "Expected " + expected + " but was " + status + ": " + text);
            }
            return this;
        }
    }
}

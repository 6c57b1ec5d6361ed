package io.seatflow.local.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The running suite as its users see it: tokens from Keycloak, calls through the gateway. */
final class Api {

    /** A repeated request is the same to the letter, as its idempotency key promises. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final URI gateway;
    private final URI issuer;

    Api(URI gateway, URI issuer) {
        this.gateway = gateway;
        this.issuer = issuer;
    }

    /** What a call was answered with. */
    record Answer(int status, JsonNode body) {

        String text(String pointer) {
            return body.at(pointer).asText();
        }

        int number(String pointer) {
            return body.at(pointer).asInt();
        }

        /** The same, if its status is one of these; otherwise a failure that quotes it. */
        Answer expect(String what, int... statuses) {
            for (int expected : statuses) {
                if (status == expected) {
                    return this;
                }
            }
            throw new StartupFailure(
                    "%s was answered with %d: %s".formatted(what, status, reason()));
        }

        private String reason() {
            return body.hasNonNull("detail") ? text("/detail") : body.toString();
        }
    }

    /** A call that has not been sent. */
    final class Call {

        private final HttpRequest.Builder request;

        private Call(HttpRequest.Builder request) {
            this.request = request;
        }

        Call header(String name, String value) {
            request.setHeader(name, value);
            return this;
        }

        Call idempotencyKey(String key) {
            return header("Idempotency-Key", key);
        }

        Answer get() {
            return send(request.GET().build());
        }

        Answer post(Object body) {
            return sendJson("POST", body);
        }

        Answer put(Object body) {
            return sendJson("PUT", body);
        }

        private Answer sendJson(String method, Object body) {
            request.setHeader("Content-Type", "application/json");
            return send(
                    request.method(method, HttpRequest.BodyPublishers.ofString(write(body)))
                            .build());
        }
    }

    /** Someone with a token. */
    final class Session {

        private final String token;

        private Session(String token) {
            this.token = token;
        }

        /** A call to a path of the gateway. */
        Call call(String path) {
            return to(gateway.resolve(path));
        }

        /** Looks at a resource until it is as it should be: events take their time. */
        Answer await(String what, String path, Predicate<Answer> settled) {
            var seen = new AtomicReference<Answer>();
            var isSettled =
                    Patience.until(
                            SOON,
                            () -> {
                                seen.set(call(path).get());
                                return settled.test(seen.get());
                            });
            if (!isSettled) {
                throw new StartupFailure(
                        "%s was not done after %d seconds: %s"
                                .formatted(what, SOON.toSeconds(), seen.get().body()));
            }
            return seen.get();
        }

        private Call to(URI uri) {
            return new Call(
                    HttpRequest.newBuilder(uri)
                            .timeout(ANSWER_MAX)
                            .header("Authorization", "Bearer " + token));
        }
    }

    /** Signs a person in with a password. */
    Session signIn(String email, String password) {
        return new Session(token(email, password));
    }

    /** Signs a person in who was created a moment ago: Keycloak hears of them by and by. */
    Session signInSoon(String email, String password) {
        var _ = Patience.until(SOON, () -> trySignIn(email, password).status() == 200);
        return signIn(email, password);
    }

    /** A bearer token for a person. */
    String token(String email, String password) {
        return tokenIn("The sign-in of " + email, trySignIn(email, password));
    }

    private Answer trySignIn(String email, String password) {
        return requestToken(
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

    private Answer requestToken(Map<String, String> form) {
        var body =
                form.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encode(field.getValue()))
                        .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private static String tokenIn(String what, Answer answer) {
        if (answer.status() != 200) {
            throw new StartupFailure(
                    "%s failed: %s.".formatted(what, answer.text("/error_description")));
        }
        return answer.text("/access_token");
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private Answer send(HttpRequest request) {
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), read(answer.body()));
        } catch (IOException e) {
            throw new StartupFailure(
                    "%s does not answer: is Seatflow running (./dev status)?"
                            .formatted(request.uri().resolve("/")),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("Interrupted.", e);
        }
    }

    private static JsonNode read(String body) {
        try {
            return body.isBlank() ? JSON.nullNode() : JSON.readTree(body);
        } catch (JsonProcessingException _) {
            return JSON.getNodeFactory().textNode(body);
        }
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

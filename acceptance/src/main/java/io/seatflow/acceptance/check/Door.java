package io.seatflow.acceptance.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The replicas' HTTP, with callers who lose patience or their connection. */
final class Door implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    /**
     * Sends an operation to a replica.
     *
     * @param wait what the caller prefers: {@code wait=1}, say
     */
    CompletableFuture<HttpResponse<String>> send(
            URI replica, Operation operation, String token, String wait) {
        operation.isSent();
        var request =
                request(
                                replica,
                                "/v1/partners/" + operation.partner() + operation.request().path(),
                                token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", operation.key())
                        .header("Prefer", wait)
                        .POST(BodyPublishers.ofString(json(operation.request())))
                        .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    /** Reads something; nothing where no replica gave an answer that counts. */
    Optional<Answer> read(URI replica, String path, String token) {
        return await(
                http.sendAsync(
                        request(replica, path, token).GET().build(), BodyHandlers.ofString()));
    }

    private static HttpRequest.Builder request(URI replica, String path, String token) {
        return HttpRequest.newBuilder(replica.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    /** The answer; nothing where the connection broke, or nobody answered in time. */
    static Optional<Answer> await(CompletableFuture<HttpResponse<String>> response) {
        return await(response, PATIENCE.plusSeconds(1).toMillis());
    }

    /** The answer; nothing where the connection broke, or this caller hung up after so long. */
    static Optional<Answer> await(CompletableFuture<HttpResponse<String>> response, long millis) {
        try {
            var answer = response.get(millis, TimeUnit.MILLISECONDS);
            return Optional.of(new Answer(answer.statusCode(), answer.body()));
        } catch (TimeoutException _) {
            // Closes the connection under whatever the server is doing.
            response.cancel(true);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                return Optional.empty();
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String json(Request request) {
        try {
            return JSON.writeValueAsString(request.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

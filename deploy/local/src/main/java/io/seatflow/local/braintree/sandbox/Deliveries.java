package io.seatflow.local.braintree.sandbox;

import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.sandbox.Webhooks.Kind;
import io.seatflow.local.braintree.sandbox.Webhooks.Signed;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends webhooks to the merchant, and sends one again that was not answered well: sooner than
 * Braintree, and as stubbornly. What is not delivered when the process ends is forgotten.
 */
public final class Deliveries implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final int TRIES_MAX = 20;

    private final Optional<URI> merchant;
    private final Webhooks webhooks;
    private final Supplier<Instant> now;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(
                    2, Thread.ofPlatform().daemon().name("webhooks").factory());

    /**
     * @param merchant where to; nothing where nobody listens
     */
    public Deliveries(Optional<URI> merchant, Webhooks webhooks, Supplier<Instant> now) {
        this.merchant = merchant;
        this.webhooks = webhooks;
        this.now = now;
    }

    /** Tells what the processor has just made of a transaction. */
    public void tell(Transaction transaction) {
        kind(transaction).ifPresent(kind -> send(webhooks.sign(kind, transaction, now.get())));
    }

    private static Optional<Kind> kind(Transaction transaction) {
        return switch (transaction.status()) {
            case SETTLED -> Optional.of(Kind.TRANSACTION_SETTLED);
            case SETTLEMENT_DECLINED -> Optional.of(Kind.TRANSACTION_SETTLEMENT_DECLINED);
            default -> Optional.empty();
        };
    }

    void send(Signed webhook) {
        merchant.ifPresent(to -> threads.execute(() -> send(to, webhook, 1)));
    }

    private void send(URI to, Signed webhook, int attempt) {
        if (!isTaken(to, webhook) && attempt < TRIES_MAX) {
            var _ =
                    threads.schedule(
                            () -> send(to, webhook, attempt + 1), attempt, TimeUnit.SECONDS);
        }
    }

    private boolean isTaken(URI to, Signed webhook) {
        var request =
                HttpRequest.newBuilder(to)
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(webhook)))
                        .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String form(Signed webhook) {
        return "bt_signature=%s&bt_payload=%s"
                .formatted(encoded(webhook.signature()), encoded(webhook.payload()));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        var _ = threads.shutdownNow();
        http.shutdownNow();
    }
}

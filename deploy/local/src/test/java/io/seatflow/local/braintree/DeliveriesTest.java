package io.seatflow.local.braintree;

import static org.assertj.core.api.Assertions.assertThat;

import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.Environment;
import com.braintreegateway.WebhookNotification;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stand-in tells the merchant by itself. */
class DeliveriesTest {

    private final BlockingQueue<Map<String, String>> received = new LinkedBlockingQueue<>();

    @Test
    void aSettlementIsToldUntilItIsTaken(@TempDir Path folder) throws Exception {
        var merchant = merchantThatIsBusyAtFirst();
        try (var standIn =
                BraintreeStandIn.start(folder, List.of("--webhooks-to=" + at(merchant)))) {
            var address = standIn.address().toString();
            var environment = new Environment(address, address, new String[] {}, "local", address);
            var sdk = new BraintreeGateway(environment, "seatflow", "public", "private");
            var sale =
                    sdk.transaction()
                            .sale(
                                    LocalGateway.charge("5.00")
                                            .paymentMethodNonce("fake-valid-nonce")
                                            .orderId("order"))
                            .getTarget();

            settle(address);

            var first = received.poll(10, TimeUnit.SECONDS);
            var second = received.poll(10, TimeUnit.SECONDS);
            assertThat(second).isNotNull().isEqualTo(first);
            var told =
                    sdk.webhookNotification()
                            .parse(second.get("bt_signature"), second.get("bt_payload"));
            assertThat(told.getKind()).isEqualTo(WebhookNotification.Kind.TRANSACTION_SETTLED);
            assertThat(told.getTransaction().getId()).isEqualTo(sale.getId());
            assertThat(told.getTransaction().getOrderId()).isEqualTo("order");
        } finally {
            merchant.stop(0);
        }
    }

    private HttpServer merchantThatIsBusyAtFirst() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var calls = new AtomicInteger();
        server.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    int status = calls.getAndIncrement() == 0 ? 503 : 204;
                    received.add(fields(new String(body, StandardCharsets.UTF_8)));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static String at(HttpServer merchant) {
        return "http://localhost:" + merchant.getAddress().getPort() + "/";
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&"))
                .map(field -> field.split("=", 2))
                .collect(
                        Collectors.toMap(
                                field -> field[0],
                                field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    private static void settle(String address) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create(address + "/sandbox/payments/settle"))
                            .POST(BodyPublishers.noBody())
                            .build();
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }
}

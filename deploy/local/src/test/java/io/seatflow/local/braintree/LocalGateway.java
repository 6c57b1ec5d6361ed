package io.seatflow.local.braintree;

import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.CreditCard;
import com.braintreegateway.Customer;
import com.braintreegateway.CustomerRequest;
import com.braintreegateway.Environment;
import com.braintreegateway.Result;
import com.braintreegateway.Transaction;
import com.braintreegateway.TransactionRequest;
import com.braintreegateway.TransactionSearchRequest;
import com.braintreegateway.ValidationError;
import com.braintreegateway.ValidationErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A stand-in of its own for each test, with the real SDK and the sandbox's door in hand. */
final class LocalGateway implements BeforeEachCallback, AfterEachCallback {

    /** The SDK tells of every call unless it is asked not to. */
    private static final Logger SDK = Logger.getLogger("Braintree");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int duplicateSeconds;
    private @Nullable BraintreeStandIn running;
    private @Nullable Path folder;

    LocalGateway() {
        this(0);
    }

    LocalGateway(int duplicateSeconds) {
        this.duplicateSeconds = duplicateSeconds;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("braintree");
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        stop();
        try (var files = Files.walk(folder())) {
            files.sorted(Comparator.reverseOrder())
                    .map(Path::toFile)
                    .forEach(file -> file.delete());
        }
    }

    void start() throws IOException {
        running = BraintreeStandIn.start(settings(0), Clock.systemUTC());
    }

    void stop() throws IOException {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    Settings settings(int port) {
        return new Settings(
                "127.0.0.1",
                port,
                folder(),
                "seatflow",
                "public",
                "private",
                duplicateSeconds,
                Optional.empty());
    }

    Path folder() {
        return Objects.requireNonNull(folder);
    }

    Path journal() {
        return folder().resolve("journal");
    }

    URI address() {
        return Objects.requireNonNull(running).address();
    }

    BraintreeGateway sdk() {
        return sdk(address(), "seatflow", "public", "private");
    }

    static BraintreeGateway sdk(URI address, String merchant, String publicKey, String privateKey) {
        var base = address.toString();
        var environment = new Environment(base, base, new String[] {}, "local", base + "/graphql");
        var gateway = new BraintreeGateway(environment, merchant, publicKey, privateKey);
        SDK.setLevel(Level.OFF);
        return gateway;
    }

    /** A customer with that card as the default. */
    Customer customer(String nonce) {
        return accepted(
                sdk().customer()
                        .create(new CustomerRequest().firstName("Ada").paymentMethodNonce(nonce)));
    }

    String token(String nonce) {
        return onlyCard(customer(nonce)).getToken();
    }

    static CreditCard onlyCard(Customer customer) {
        return customer.getCreditCards().getFirst();
    }

    static TransactionRequest charge(String amount) {
        return new TransactionRequest()
                .amount(new BigDecimal(amount))
                .options()
                .submitForSettlement(true)
                .done();
    }

    Result<Transaction> sell(TransactionRequest request) {
        return sdk().transaction().sale(request);
    }

    Transaction sold(String amount, String orderId) {
        return accepted(sale(amount, orderId));
    }

    Result<Transaction> sale(String amount, String orderId) {
        return sell(charge(amount).paymentMethodNonce("fake-valid-nonce").orderId(orderId));
    }

    Transaction settled(String amount, String orderId) {
        return accepted(sdk().testing().settle(sold(amount, orderId).getId()));
    }

    List<Transaction> found(TransactionSearchRequest search) {
        var transactions = new ArrayList<Transaction>();
        sdk().transaction().search(search).forEach(transactions::add);
        return transactions;
    }

    List<Transaction> ordered(String orderId) {
        return found(new TransactionSearchRequest().orderId().is(orderId));
    }

    static <T> T accepted(Result<T> result) {
        if (!result.isSuccess()) {
            throw new AssertionError("Refused: " + result.getMessage());
        }
        return result.getTarget();
    }

    /** The codes with which a request was refused. */
    static List<ValidationErrorCode> codes(Result<?> result) {
        return result.getErrors().getAllDeepValidationErrors().stream()
                .map(ValidationError::getCode)
                .toList();
    }

    void behave(String json) {
        var answer = call("PUT", "/sandbox/payments/behaviour", json);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    JsonNode sandbox(String method, String path, String body) {
        return json(call(method, "/sandbox/payments" + path, body).body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> call(String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(address().resolve(path))
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

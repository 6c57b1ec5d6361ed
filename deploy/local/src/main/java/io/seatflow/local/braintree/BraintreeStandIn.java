package io.seatflow.local.braintree;

import io.seatflow.local.braintree.http.Answer;
import io.seatflow.local.braintree.http.Door;
import io.seatflow.local.braintree.http.DoorServer;
import io.seatflow.local.braintree.journal.Books;
import io.seatflow.local.braintree.merchant.Fresh;
import io.seatflow.local.braintree.merchant.TransactionRules;
import io.seatflow.local.braintree.sandbox.Behaviours;
import io.seatflow.local.braintree.sandbox.Deliveries;
import io.seatflow.local.braintree.sandbox.SandboxDoor;
import io.seatflow.local.braintree.sandbox.Webhooks;
import io.seatflow.local.braintree.wire.Keys;
import io.seatflow.local.braintree.wire.MerchantDoor;
import io.seatflow.local.braintree.wire.SignedWebhooks;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A gateway that speaks Braintree's protocol to Braintree's own SDK, on this machine, without any
 * money.
 */
public final class BraintreeStandIn implements AutoCloseable {

    private static final int ID_LENGTH = 10;
    private static final String ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

    private final DoorServer server;
    private final Books books;
    private final Deliveries deliveries;
    private final String host;

    private BraintreeStandIn(DoorServer server, Books books, Deliveries deliveries, String host) {
        this.server = server;
        this.books = books;
        this.deliveries = deliveries;
        this.host = host;
    }

    /** Runs until it is stopped. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    private static int run(String[] arguments, PrintStream out, PrintStream err) {
        try (var standIn =
                start(Settings.of(Arrays.asList(arguments), System.getenv()), Clock.systemUTC())) {
            out.println("The Braintree stand-in listens on " + standIn.address());
            Thread.currentThread().join();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (IOException
                | UncheckedIOException
                | IllegalStateException
                | IllegalArgumentException e) {
            err.println("The Braintree stand-in cannot run: " + e.getMessage());
            return 1;
        }
    }

    /** For tests: on a free port, with the books in that folder. */
    public static BraintreeStandIn start(Path data) throws IOException {
        return start(data, List.of());
    }

    /** For tests: the same with more arguments. */
    public static BraintreeStandIn start(Path data, List<String> arguments) throws IOException {
        var all = new ArrayList<>(List.of("--port=0", "--data=" + data));
        all.addAll(arguments);
        return start(Settings.of(all, Map.of()), Clock.systemUTC());
    }

    /** Opens the books and the doors. */
    static BraintreeStandIn start(Settings settings, Clock clock) throws IOException {
        var books = Books.open(settings.data());
        var keys = new Keys(settings.merchant(), settings.publicKey(), settings.privateKey());
        var webhooks = new SignedWebhooks(keys);
        var deliveries = new Deliveries(settings.webhooksTo(), webhooks, clock::instant);
        try {
            var server = open(settings, keys, books, webhooks, deliveries, clock);
            return new BraintreeStandIn(server, books, deliveries, settings.host());
        } catch (BindException e) {
            books.close();
            deliveries.close();
            throw new IOException("port " + settings.port() + " is taken.", e);
        } catch (IOException | RuntimeException e) {
            books.close();
            deliveries.close();
            throw e;
        }
    }

    private static DoorServer open(
            Settings settings,
            Keys keys,
            Books books,
            Webhooks webhooks,
            Deliveries deliveries,
            Clock clock)
            throws IOException {
        var rules = new TransactionRules(settings.merchant());
        var behaviours = new Behaviours();
        Supplier<String> ids = ids();
        Supplier<Fresh> fresh = () -> new Fresh(clock.instant(), ids);
        Door merchants =
                new MerchantDoor(
                        keys,
                        books,
                        rules,
                        behaviours,
                        deliveries,
                        settings.duplicateSeconds(),
                        fresh);
        Door sandbox = new SandboxDoor(books, rules, behaviours, webhooks, deliveries, fresh);
        Door health = _ -> Answer.of(200, "application/json", "{\"status\":\"UP\"}");
        return DoorServer.open(
                new InetSocketAddress(settings.host(), settings.port()),
                Map.of(
                        "/merchants/", merchants,
                        "/sandbox/payments", sandbox,
                        "/health", health));
    }

    /** Where it listens. */
    public URI address() {
        return URI.create("http://" + host + ":" + server.port());
    }

    @Override
    public void close() throws IOException {
        server.close();
        deliveries.close();
        books.close();
    }

    /** Ids as Braintree's look, somewhat longer. */
    private static Supplier<String> ids() {
        var random = new SecureRandom();
        return () -> {
            var id = new StringBuilder(ID_LENGTH);
            for (int i = 0; i < ID_LENGTH; i++) {
                id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
            }
            return id.toString();
        };
    }
}

package io.seatflow.local.braintree.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server with doors, a virtual thread for each call. */
public final class DoorServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DoorServer.class.getName());
    private static final int BACKLOG = 1024;
    private static final int BODY_BYTES_MAX = 1 << 20;

    static {
        // Otherwise every answer waits some 40 ms for the other side's acknowledgement of its
        // headers.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private DoorServer(HttpServer server) {
        this.server = server;
    }

    /** Opens the doors, by the paths under which they are served. */
    public static DoorServer open(InetSocketAddress address, Map<String, Door> doors)
            throws IOException {
        var opened = new DoorServer(HttpServer.create(address, BACKLOG));
        doors.forEach((path, door) ->
                opened.server.createContext(path, exchange -> serve(exchange, door)));
        opened.server.setExecutor(opened.threads);
        opened.server.start();
        return opened;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void serve(HttpExchange exchange, Door door) throws IOException {
        try (exchange) {
            var call = read(exchange);
            write(exchange, call == null ? new Answer.Bare(413) : answer(door, call));
        }
    }

    private static Answer answer(Door door, Call call) {
        try {
            return door.answer(call);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, call.method() + " " + call.path() + " failed", e);
            return new Answer.Bare(500);
        }
    }

    private static @Nullable Call read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return null;
        }
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        var uri = exchange.getRequestURI();
        return new Call(
                exchange.getRequestMethod(),
                parts(uri.getPath()),
                query(uri.getRawQuery()),
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new HashMap<String, String>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Full(var status, var type, var body) -> {
                exchange.getResponseHeaders().set("Content-Type", type);
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            case Answer.Bare(var status) -> exchange.sendResponseHeaders(status, -1);
            // Closing an exchange before it has an answer closes the connection under it.
            case Answer.Cut _ -> {}
        }
    }
}

package io.seatflow.acceptance.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients over HTTP/1.1, one kept connection each. It shares its two cores with what it measures:
 * so one thread, requests whose bytes are ready, and of an answer no more is read than its status
 * and its length.
 */
final class HttpLoad implements Load {

    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress address;
    private final Requests requests;
    private final int expectedStatus;

    /** What clients ask for. */
    interface Requests {

        /** What one client asks, one after the other. */
        Script script(int client);
    }

    /** What one client asks. */
    interface Script {

        /** Puts the bytes of the next request into an empty buffer. */
        void write(ByteBuffer out);
    }

    HttpLoad(int port, Requests requests, int expectedStatus) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.requests = requests;
        this.expectedStatus = expectedStatus;
    }

    @Override
    public Samples run(int clients, Duration time) {
        try (var selector = Selector.open()) {
            var connections = new ArrayList<Connection>();
            for (int client = 0; client < clients; client++) {
                connections.add(new Connection(selector, requests.script(client)));
            }
            try {
                return run(selector, connections, time);
            } finally {
                for (Connection connection : connections) {
                    connection.channel.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The connection to %s broke.".formatted(address), e);
        }
    }

    private Samples run(Selector selector, List<Connection> connections, Duration time)
            throws IOException {
        long begin = System.nanoTime();
        var samples = new Samples(begin, begin + time.toNanos());
        for (Connection connection : connections) {
            connection.send();
        }
        var flow = new Flow(samples, connections.size());
        while (flow.underWay > 0) {
            selector.select(key -> flow.go((Connection) key.attachment()));
        }
        return samples;
    }

    /** A run: on each answer the next request, until the time is over. */
    private final class Flow {

        private final Samples samples;
        private int underWay;

        Flow(Samples samples, int underWay) {
            this.samples = samples;
            this.underWay = underWay;
        }

        void go(Connection connection) {
            try {
                if (!connection.receive()) {
                    return;
                }
                long now = System.nanoTime();
                if (connection.status == expectedStatus) {
                    samples.done(connection.sentAt, now);
                } else {
                    samples.wrong(connection.answer());
                }
                if (samples.isOver(now)) {
                    underWay--;
                } else {
                    connection.send();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Connection {

        private final SocketChannel channel;
        private final Script script;
        private final ByteBuffer out = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
        private final ByteBuffer in = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
        private final byte[] head = new byte[ANSWER_BYTES_MAX];

        private long sentAt;
        private int status;

        /** Bytes of the whole answer; 0 while its head is not there yet. */
        private int length;

        Connection(Selector selector, Script script) throws IOException {
            this.script = script;
            channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send() throws IOException {
            out.clear();
            script.write(out);
            out.flip();
            in.clear();
            length = 0;
            sentAt = System.nanoTime();
            while (out.hasRemaining()) {
                // A request is smaller than any socket's buffer: this loops once.
                channel.write(out);
            }
        }

        /** Reads what there is; whether that makes the answer whole. */
        boolean receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new EOFException("It was closed before the answer was whole.");
            }
            if (length == 0) {
                readHead();
            }
            return length > 0 && in.position() >= length;
        }

        private void readHead() throws IOException {
            int read = in.position();
            in.get(0, head, 0, read);
            int end = endOfHead(read);
            if (end > 0) {
                status = 100 * (head[9] - '0') + 10 * (head[10] - '0') + (head[11] - '0');
                length = end + bodyLength(end);
            }
        }

        private int endOfHead(int read) {
            for (int i = 3; i < read; i++) {
                if (head[i] == '\n'
                        && head[i - 1] == '\r'
                        && head[i - 2] == '\n'
                        && head[i - 3] == '\r') {
                    return i + 1;
                }
            }
            return 0;
        }

        private int bodyLength(int end) throws IOException {
            for (int line = 0; line < end; line = nextLine(line, end)) {
                if (isLength(line)) {
                    return number(line + LENGTH.length);
                }
            }
            throw new IOException(
                    "An answer without a length: "
                            + new String(head, 0, end, StandardCharsets.US_ASCII));
        }

        private int nextLine(int from, int end) {
            int at = from;
            while (at < end && head[at] != '\n') {
                at++;
            }
            return at + 1;
        }

        private boolean isLength(int line) {
            for (int i = 0; i < LENGTH.length; i++) {
                if ((head[line + i] | 0x20) != (LENGTH[i] | 0x20)) {
                    return false;
                }
            }
            return true;
        }

        private int number(int from) {
            int at = from;
            while (head[at] == ' ') {
                at++;
            }
            int number = 0;
            for (; head[at] >= '0' && head[at] <= '9'; at++) {
                number = 10 * number + (head[at] - '0');
            }
            return number;
        }

        String answer() {
            var bytes = new byte[in.position()];
            in.get(0, bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}

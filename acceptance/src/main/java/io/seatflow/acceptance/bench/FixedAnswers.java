package io.seatflow.acceptance.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A server that costs as little as one can: whatever is asked, it gives the same answer, which is
 * as long as that to a seat change. What is measured against it is the cost of whoever asks.
 */
final class FixedAnswers implements AutoCloseable {

    private static final int REQUEST_BYTES_MAX = 64 * 1024;

    private static final byte[] ANSWER = answer().getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final ServerSocketChannel door;
    private final Thread thread;

    private FixedAnswers(Selector selector, ServerSocketChannel door) {
        this.selector = selector;
        this.door = door;
        thread = Thread.ofPlatform().name("fixed-answers").daemon().unstarted(this::serve);
    }

    static FixedAnswers start() throws IOException {
        ServerSocketChannel door =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        door.configureBlocking(false);
        var server = new FixedAnswers(Selector.open(), door);
        door.register(server.selector, SelectionKey.OP_ACCEPT);
        server.thread.start();
        return server;
    }

    int port() {
        return door.socket().getLocalPort();
    }

    private static String answer() {
        String body =
                """
                {"id":"0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a11","action":"ALLOCATE",\
                "clientId":"0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a12","seats":1,"status":"COMPLETED","shortfall":0,\
                "reason":null,"requestedBy":"admin@acme.test","createdAt":"2026-11-24T19:00:00.000Z",\
                "completedAt":"2026-11-24T19:00:00.000Z"}\
                """;
        return """
        HTTP/1.1 201 Created\r
        content-length: %d\r
        Content-Type: application/json;charset=UTF-8\r
        ETag: "1"\r
        Location: /v1/partners/0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a10/seat-changes/0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a11\r
        X-Request-Id: 0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a13\r
        \r
        %s\
        """
                .formatted(body.length(), body);
    }

    private void serve() {
        try {
            while (door.isOpen()) {
                selector.select(this::go);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void go(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else {
                ((Caller) key.attachment()).read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = door.accept();
        if (channel != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Caller(channel));
        }
    }

    private static final class Caller {

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(REQUEST_BYTES_MAX);
        private final ByteBuffer out = ByteBuffer.allocateDirect(ANSWER.length);

        Caller(SocketChannel channel) {
            this.channel = channel;
        }

        /** The requests that come here are objects in JSON: the last brace ends one. */
        void read() throws IOException {
            if (channel.read(in) < 0) {
                channel.close();
            } else if (in.position() > 0 && in.get(in.position() - 1) == '}') {
                in.clear();
                out.clear().put(ANSWER).flip();
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        selector.wakeup();
    }
}

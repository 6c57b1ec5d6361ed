package io.seatflow.gateway.route.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A caller's body on its way to a service: cut off, and the service's request with it, as soon as
 * it is larger than it may be.
 */
final class MeasuredBody implements ReadStream<Buffer> {

    private final ReadStream<Buffer> body;
    private final long bytesMax;
    private final Runnable whenWhole;

    private long bytes;
    private @Nullable Handler<Throwable> onFailure;

    /**
     * @param whenWhole run once the service has got all of it
     */
    MeasuredBody(ReadStream<Buffer> body, long bytesMax, Runnable whenWhole) {
        this.body = body;
        this.bytesMax = bytesMax;
        this.whenWhole = whenWhole;
    }

    boolean isTooLarge() {
        return bytes > bytesMax;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        onFailure = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        body.handler(handler == null ? null : part -> measure(part, handler));
        return this;
    }

    private void measure(Buffer part, Handler<Buffer> next) {
        boolean wasTooLarge = isTooLarge();
        bytes += part.length();
        if (!isTooLarge()) {
            next.handle(part);
        } else if (!wasTooLarge && onFailure != null) {
            onFailure.handle(Entrance.tooLarge(bytesMax));
        }
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(handler == null ? null : _ -> end(handler));
        return this;
    }

    private void end(Handler<Void> next) {
        if (isTooLarge()) {
            return;
        }
        next.handle(null);
        whenWhole.run();
    }

    @Override
    public ReadStream<Buffer> pause() {
        body.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        body.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}

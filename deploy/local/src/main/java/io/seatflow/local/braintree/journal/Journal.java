package io.seatflow.local.braintree.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that only grows. A line counts once it is on the disk; lines that come in while
 * the disk is busy go there together. Each carries a checksum, so that one torn by a crash is known
 * for what it is.
 */
final class Journal implements AutoCloseable {

    private static final int CHECKSUM_LENGTH = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final Path file;
    private final FileChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread writer;

    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long appended;
    private long kept;
    private boolean closing;
    private @Nullable IOException broken;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.writer =
                Thread.ofPlatform().daemon().name("journal").unstarted(this::writeUntilClosed);
    }

    /** Opens the file, tells all lines in it, and forgets a torn end. */
    static Journal open(Path file, Consumer<String> reader) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            lockAlone(file, channel);
            long end = replay(file, reader);
            channel.truncate(end);
            channel.position(end);
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        var journal = new Journal(file, channel);
        journal.writer.start();
        return journal;
    }

    /**
     * Puts a line into the queue for the disk and answers its place, which {@link #awaitKept}
     * takes.
     */
    long append(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (closing) {
                throw new IllegalStateException(file + " is closed.");
            }
            pending.writeBytes(checksum(text, 0, text.length));
            pending.write(' ');
            pending.writeBytes(text);
            pending.write('\n');
            appended++;
            changed.signalAll();
            return appended;
        } finally {
            lock.unlock();
        }
    }

    /** The place of the last line so far. */
    long end() {
        lock.lock();
        try {
            return appended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the line at that place, and all before it, are on the disk. */
    void awaitKept(long place) {
        lock.lock();
        try {
            while (kept < place && broken == null) {
                changed.awaitUninterruptibly();
            }
            if (kept < place) {
                throw new UncheckedIOException(broken == null ? new IOException("closed") : broken);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is still queued, then lets go of the file. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            while (kept < appended && broken == null) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        channel.close();
    }

    private void writeUntilClosed() {
        boolean open = true;
        while (open) {
            open = writeNext();
        }
    }

    private boolean writeNext() {
        byte[] batch;
        long place;
        lock.lock();
        try {
            while (pending.size() == 0 && !closing) {
                changed.awaitUninterruptibly();
            }
            if (pending.size() == 0) {
                return false;
            }
            batch = pending.toByteArray();
            place = appended;
            pending = new ByteArrayOutputStream();
        } finally {
            lock.unlock();
        }
        return write(batch, place);
    }

    private boolean write(byte[] batch, long place) {
        IOException failure = null;
        try {
            var bytes = ByteBuffer.wrap(batch);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            failure = e;
        }
        lock.lock();
        try {
            if (failure == null) {
                kept = place;
            } else {
                broken = failure;
            }
            changed.signalAll();
            return failure == null;
        } finally {
            lock.unlock();
        }
    }

    private static void lockAlone(Path file, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new IOException(file + " is in use by another process.");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(file + " is in use by this process already.", e);
        }
    }

    /** Tells every whole line and answers where the last of them ends. */
    private static long replay(Path file, Consumer<String> reader) throws IOException {
        byte[] all = Files.readAllBytes(file);
        int start = 0;
        while (start < all.length) {
            int end = lineEnd(all, start);
            if (!isWhole(all, start, end)) {
                requireNothingWholeAfter(file, all, end);
                return start;
            }
            int textStart = start + CHECKSUM_LENGTH + 1;
            reader.accept(new String(all, textStart, end - textStart, StandardCharsets.UTF_8));
            start = end + 1;
        }
        return start;
    }

    /**
     * A torn end is what a crash leaves; a bad line with good ones after it is damage, and is not
     * papered over.
     */
    private static void requireNothingWholeAfter(Path file, byte[] all, int badEnd)
            throws IOException {
        int start = badEnd + 1;
        while (start < all.length) {
            int end = lineEnd(all, start);
            if (isWhole(all, start, end)) {
                throw new IOException(file + " is damaged before byte " + start + ".");
            }
            start = end + 1;
        }
    }

    private static int lineEnd(byte[] all, int start) {
        int end = start;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isWhole(byte[] all, int start, int end) {
        int textStart = start + CHECKSUM_LENGTH + 1;
        if (end == all.length || end < textStart || all[textStart - 1] != ' ') {
            return false;
        }
        var expected = checksum(all, textStart, end - textStart);
        return Arrays.equals(all, start, start + CHECKSUM_LENGTH, expected, 0, CHECKSUM_LENGTH);
    }

    private static byte[] checksum(byte[] text, int offset, int length) {
        var crc = new CRC32();
        crc.update(text, offset, length);
        return HEX.toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
    }
}

package io.seatflow.local.mail;

import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Takes mails by SMTP, for whomever they are, and puts them into a {@link MailFolder} before it
 * says that it has them. It sends none on.
 */
public final class MailServer implements AutoCloseable {

    private static final int TRY_AGAIN_LATER = 451;

    private final SMTPServer server;

    private MailServer(SMTPServer server) {
        this.server = server;
    }

    /** Runs until it is stopped: {@code --port=} and {@code --data=} say where. */
    public static void main(String[] arguments) throws InterruptedException {
        var words = List.of(arguments);
        var folder = MailFolder.in(Path.of(value(words, "--data=")));
        try (var server = start(Integer.parseInt(value(words, "--port=")), folder)) {
            System.out.println("The mail server listens on localhost:" + server.port());
            Thread.currentThread().join();
        }
    }

    private static String value(List<String> words, String name) {
        return words.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing."));
    }

    /**
     * Listens on the loopback address.
     *
     * @param port 0: any that is free
     */
    public static MailServer start(int port, MailFolder folder) {
        var server =
                SMTPServer.port(port)
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .softwareName("Seatflow")
                        .messageHandler((_, _, to, mail) -> take(folder, to, mail))
                        .build();
        try {
            folder.writeIndex();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new StartupFailure("The mail server cannot listen on port " + port + ".", e);
        }
        return new MailServer(server);
    }

    private static void take(MailFolder folder, String to, byte[] mail) throws RejectException {
        if (folder.isShut()) {
            throw new RejectException(TRY_AGAIN_LATER, "The folder is shut, try again later");
        }
        try {
            folder.add(to, mail);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("A mail to " + to + " cannot be kept: " + e);
            throw new RejectException(TRY_AGAIN_LATER, "The mail cannot be kept now");
        }
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }
}

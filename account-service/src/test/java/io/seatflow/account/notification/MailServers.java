package io.seatflow.account.notification;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.seatflow.local.mail.MailFolder;
import io.seatflow.local.mail.MailServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real mail server, whose mails are in the folder {@code seatflow.test.mails}. */
public class MailServers implements QuarkusTestResourceLifecycleManager {

    private @Nullable MailServer server;

    @Override
    public Map<String, String> start() {
        try {
            Path folder =
                    Files.createTempDirectory(
                            Files.createDirectories(Path.of("target").toAbsolutePath()), "mails");
            server = MailServer.start(0, MailFolder.in(folder));
            return Map.of(
                    "seatflow.test.mails",
                    folder.toString(),
                    "seatflow.mail",
                    "on",
                    "quarkus.mailer.host",
                    "localhost",
                    "quarkus.mailer.port",
                    "" + server.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}

package io.seatflow.local.launcher;

import io.seatflow.local.mail.MailFolder;
import io.seatflow.local.suite.Component;
import java.io.PrintStream;
import java.nio.file.Path;

/** What a person is told once everything is up. */
record Greeting(Running running, DemoData demo, Path mails, double startedAfterSeconds) {

    void print(PrintStream out) {
        var gateway = Addresses.of(running.port(Component.GATEWAY));
        var keycloak = Addresses.of(running.port(Component.KEYCLOAK));
        out.printf(
                """

                Seatflow is up after %.0f s, with %d MB of memory.

                  API         %s (every service through one door)
                  API pages   %s/docs
                  Health      %s/health
                  Keycloak    %s/realms/seatflow (its console: admin, password admin)
                  Mails       %s (all that was sent, newest first)
                  PostgreSQL  localhost:%d (databases accounts, seats, billing, trials; password seatflow)
                  Kafka       localhost:%d

                Demo accounts, all with the password %s
                  %-24s operator
                  %-24s administrator of the partner Acme Dashboards
                  %-24s member of that partner
                  %-24s administrator of its client Globex

                Three things to try
                  ./dev demo
                  curl -H "Authorization: Bearer $(./dev token %s)" %s/v1/partners/%s/seats
                  curl %s/health

                ./dev status, ./dev logs and ./dev down work from another terminal.
                """,
                startedAfterSeconds,
                Status.memoryMebibytes(running),
                gateway,
                gateway,
                gateway,
                keycloak,
                MailFolder.index(mails).toUri(),
                running.port(Component.POSTGRES),
                running.port(Component.KAFKA),
                DemoData.PASSWORD,
                DemoData.OPERATOR,
                DemoData.PARTNER_ADMIN,
                DemoData.PARTNER_MEMBER,
                DemoData.CLIENT_ADMIN,
                DemoData.PARTNER_ADMIN,
                gateway,
                demo.partnerId(),
                gateway);
    }
}

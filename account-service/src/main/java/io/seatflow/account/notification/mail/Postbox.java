package io.seatflow.account.notification.mail;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.account.notification.Amounts;
import io.seatflow.account.notification.Letter;
import io.seatflow.account.notification.NoticeRules;
import io.seatflow.account.notification.NoticeRules.Concern;
import io.seatflow.account.notification.postgres.Mails;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.event.SeatflowEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is due by e-mail, and tries each until a server takes it. A process that dies between
 * the server's word and our own note of it has it sent once more, under the same Message-ID.
 */
@ApplicationScoped
public class Postbox {

    private static final Logger LOG = Logger.getLogger(Postbox.class);
    private static final Duration SENDING_MAX = Duration.ofSeconds(30);

    private final Mails mails;
    private final ReactiveMailer mailer;
    private final Template html;
    private final Template text;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private final AtomicInteger asked = new AtomicInteger();
    private final boolean on;
    private final String portal;
    private final String domain;

    Postbox(
            Mails mails,
            ReactiveMailer mailer,
            @Location("mail/notice.html") Template html,
            @Location("mail/notice.txt") Template text,
            Vertx vertx,
            MeterRegistry meters,
            @ConfigProperty(name = "seatflow.mail") String mail,
            @ConfigProperty(name = "seatflow.portal.url") String portal,
            @ConfigProperty(name = "quarkus.mailer.from") String from) {
        this.mails = mails;
        this.mailer = mailer;
        this.html = html;
        this.text = text;
        this.vertx = vertx;
        this.meters = meters;
        this.on = mail.equals("on");
        this.portal = portal;
        this.domain = from.substring(from.indexOf('@') + 1).replace(">", "").strip();
    }

    /** One line of amounts in a mail. */
    public record AmountLine(String words, String amount) {}

    /** Sends at once what an event has brought; to be called after the commit of its effect. */
    public void wakeAfter(SeatflowEvent event) {
        if (on && NoticeRules.concern(event) instanceof Concern.Somebody) {
            sweep().subscribe().with(_ -> {});
        }
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        // Whoever works already looks once more before it ends.
        return on && asked.getAndIncrement() == 0
                ? Contexts.onNewContext(vertx, this::workWhileAsked)
                        .onFailure()
                        .invoke(this::waits)
                        .onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private void waits(Throwable failure) {
        asked.set(0);
        LOG.warnf("Mails wait: %s", failure.toString());
    }

    private Uni<Void> workWhileAsked() {
        return Contexts.whileMore(() -> {
            int heard = asked.get();
            return work().map(_ -> !asked.compareAndSet(heard, 0));
        });
    }

    private Uni<Void> work() {
        return Contexts.whileMore(() ->
                mails.claim().chain(claimed -> sendAll(claimed).replaceWith(!claimed.isEmpty())));
    }

    private Uni<Void> sendAll(List<Letter> letters) {
        return Multi.createFrom()
                .iterable(letters)
                .onItem()
                .transformToUniAndMerge(this::send)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> send(Letter letter) {
        return Uni.createFrom()
                .deferred(() -> mailer.send(mail(letter)))
                .ifNoItem()
                .after(SENDING_MAX)
                .fail()
                .chain(() -> mails.sent(letter))
                .invoke(() -> meters.counter("seatflow.mails.sent").increment())
                .onFailure()
                .recoverWithUni(failure -> failed(letter, failure));
    }

    private Uni<Void> failed(Letter letter, Throwable failure) {
        LOG.warnf(
                "Mail %s of partner %s was not taken at try %d: %s",
                letter.id(), letter.partnerId(), letter.tries(), failure.toString());
        return mails.failed(letter, failure.toString())
                .invoke(isOver ->
                        meters.counter(isOver ? "seatflow.mails.given.up" : "seatflow.mails.failed")
                                .increment())
                .replaceWithVoid();
    }

    private Mail mail(Letter letter) {
        return Mail.withText(letter.email(), letter.title(), filled(text, letter).render())
                .setHtml(filled(html, letter).render())
                .addHeader("Message-ID", "<%s@%s>".formatted(letter.id(), domain))
                .addHeader("Auto-Submitted", "auto-generated");
    }

    private TemplateInstance filled(Template template, Letter letter) {
        return template.data("name", letter.name())
                .data("title", letter.title())
                .data("text", letter.text())
                .data("amounts", lines(letter.amounts()))
                .data("portal", portal);
    }

    private static List<AmountLine> lines(@Nullable Amounts amounts) {
        if (amounts == null) {
            return List.of();
        }
        return Stream.of(
                        line("Charge for the rest of this period", amounts.proratedCharge()),
                        line("Fee from the next period on", amounts.nextPeriodFee()),
                        line("Total", amounts.total()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable AmountLine line(String words, @Nullable Money amount) {
        return amount == null
                ? null
                : new AmountLine(
                        words,
                        amount.getCurrencyUnit().getCode()
                                + " "
                                + amount.getAmount().toPlainString());
    }
}

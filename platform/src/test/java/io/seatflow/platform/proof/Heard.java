package io.seatflow.platform.proof;

import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.platform.tenancy.RequestId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears events of the seats topic and remembers which had their effect. */
@ApplicationScoped
public class Heard implements TopicConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final PgTransactions transactions;
    private final List<Received<? extends SeatflowEvent>> effects = new CopyOnWriteArrayList<>();
    private final Map<UUID, List<String>> requestIds = new ConcurrentHashMap<>();
    private final Map<UUID, List<String>> traceIds = new ConcurrentHashMap<>();
    private final Set<UUID> poisoned = ConcurrentHashMap.newKeySet();
    private final Set<UUID> tooEarly = ConcurrentHashMap.newKeySet();
    private final Set<UUID> mute = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Uni<Void>> secondAnswers = new ConcurrentHashMap<>();
    private final Set<UUID> together = ConcurrentHashMap.newKeySet();

    Heard(EventStream events, Inbox inbox, PgTransactions transactions) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
    }

    @Incoming("seats")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, SeatLedgerOpened.class, this::together, this::on);
    }

    private Uni<Void> together(List<Received<SeatLedgerOpened>> opened) {
        if (opened.stream().anyMatch(event -> poisoned.contains(event.partnerId()))) {
            return Uni.createFrom().failure(new IllegalStateException("poison"));
        }
        var isMute = opened.stream().anyMatch(event -> mute.contains(event.partnerId()));
        return transactions
                .run(tx ->
                        inbox.newOnes(tx, opened)
                                .chain(ids -> isMute ? Heard.<Set<UUID>>never() : item(ids)))
                .invoke(ids ->
                        opened.stream()
                                .filter(event -> ids.contains(event.id()))
                                .forEach(event -> {
                                    together.add(event.partnerId());
                                    remember(event);
                                }))
                .replaceWithVoid();
    }

    /** Whether an event of this partner had its effect together with those of others. */
    public boolean isTakenTogether(UUID partner) {
        return together.contains(partner);
    }

    /** Every first event of this partner fails from now on. */
    public void poison(UUID partner) {
        poisoned.add(partner);
    }

    public void heal(UUID partner) {
        poisoned.remove(partner);
    }

    /** Every first event of this partner comes too early from now on. */
    public void tooEarly(UUID partner) {
        tooEarly.add(partner);
    }

    public void inTime(UUID partner) {
        tooEarly.remove(partner);
    }

    /** Whoever is asked about this partner's first event never answers from now on. */
    public void fallSilent(UUID partner) {
        mute.add(partner);
    }

    /** Only whoever has been asked already does not answer; the next answers after this. */
    public void speakAgain(UUID partner, Uni<Void> after) {
        secondAnswers.put(partner, after);
        mute.remove(partner);
    }

    public List<Received<? extends SeatflowEvent>> of(UUID partner) {
        return effects.stream().filter(event -> event.partnerId().equals(partner)).toList();
    }

    public List<String> requestIds(UUID partner) {
        return requestIds.getOrDefault(partner, List.of());
    }

    public List<String> traceIds(UUID partner) {
        return traceIds.getOrDefault(partner, List.of());
    }

    private void remember(Received<? extends SeatflowEvent> event) {
        effects.add(event);
        requestIds
                .computeIfAbsent(event.partnerId(), _ -> new CopyOnWriteArrayList<>())
                .add(String.valueOf(RequestId.current()));
        traceIds.computeIfAbsent(event.partnerId(), _ -> new CopyOnWriteArrayList<>())
                .add(RequestId.traceId());
    }

    @Override
    public String topic() {
        return "seatflow.seats";
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> event) {
        if (poisoned.contains(event.partnerId()) && event.sequence() == 1) {
            return Uni.createFrom().failure(new IllegalStateException("poison"));
        }
        if (tooEarly.contains(event.partnerId()) && event.sequence() == 1) {
            return Uni.createFrom().failure(new Premature("the ledger"));
        }
        var isMute = mute.contains(event.partnerId()) && event.sequence() == 1;
        return secondAnswers
                .getOrDefault(event.partnerId(), Uni.createFrom().voidItem())
                .chain(() ->
                        transactions.run(tx ->
                                inbox.isNew(tx, event)
                                        .chain(isNew ->
                                                isMute ? Heard.<Boolean>never() : item(isNew))))
                .invoke(isNew -> {
                    if (isNew) {
                        remember(event);
                    }
                })
                .replaceWithVoid();
    }

    /** Not even when its transaction is over. */
    private static <T> Uni<T> never() {
        return Uni.createFrom().nothing();
    }

    private static <T> Uni<T> item(T item) {
        return Uni.createFrom().item(item);
    }
}

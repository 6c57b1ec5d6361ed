package io.seatflow.seat.change.postgres;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.idempotency.KeptAnswer;
import io.seatflow.platform.idempotency.KeyKnown;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.lane.Decided;
import io.seatflow.seat.change.lane.Effects;
import io.seatflow.seat.change.lane.Needs;
import io.seatflow.seat.change.lane.Repeated;
import io.seatflow.seat.change.lane.View;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientSeats;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.SeatRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One partner in one round of a lane: what is known of it, what is decided about it, item after
 * item, and what is then to be written.
 */
final class Page {

    private static final Remembered.Partner UNOPENED =
            new Remembered.Partner(0, 0, SeatLedger.EMPTY, new Object());

    private final PartnerId partner;
    private final List<Pending<?>> items = new ArrayList<>();

    private Remembered.@Nullable Partner before;
    private boolean fresh;

    private final Map<ClientId, ClientSeats> knownClients = new HashMap<>();
    private final Map<SeatChangeId, Stored> knownChanges = new HashMap<>();
    private final Map<Instant, SupplyReduced> knownAnswers = new HashMap<>();
    private final Set<UUID> knownEvents = new HashSet<>();
    private final Map<String, UUID> knownKeys = new HashMap<>();

    private Draft draft = new Draft(SeatLedger.EMPTY);

    Page(PartnerId partner) {
        this.partner = partner;
    }

    /** A change as it was stored, and when billing was last asked about it. */
    record Stored(SeatChange change, @Nullable Instant askedAt) {}

    /** What came of one item: an outcome or a failure. */
    record Verdict(Pending<?> item, @Nullable Object outcome, @Nullable Throwable failure) {

        void tell() {
            if (failure != null) {
                item.fail(failure);
            } else if (outcome != null) {
                item.answer(outcome);
            }
        }
    }

    /** Something to tell, and the item that it came of. */
    record News(SeatEvent event, Pending<?> cause, Instant at) {}

    /** A key to keep, with its answer where that is final. */
    record Keeping(Work.Key key, @Nullable KeptAnswer answer) {}

    /** What is decided so far, on top of what is known. */
    private static final class Draft {

        private final List<Verdict> verdicts = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<News> news = new ArrayList<>();
        private final List<Keeping> keys = new ArrayList<>();
        private final Set<UUID> events = new LinkedHashSet<>();
        private final Map<ClientId, ClientSeats> clients = new HashMap<>();
        private final Map<SeatChangeId, SeatChange> changes = new LinkedHashMap<>();
        private final Set<SeatChangeId> newChanges = new HashSet<>();
        private final List<SupplyReduced> answers = new ArrayList<>();
        private SeatLedger ledger;
        private boolean writes;

        Draft(SeatLedger ledger) {
            this.ledger = ledger;
        }
    }

    PartnerId partner() {
        return partner;
    }

    List<Pending<?>> items() {
        return items;
    }

    void add(Pending<?> item) {
        items.add(item);
    }

    /** Goes on with what the lane remembers. */
    void remember(Remembered.@Nullable Partner partner) {
        before = partner;
        fresh = false;
    }

    /** Goes on with what has just been read; null: the partner has no ledger. */
    void read(Remembered.@Nullable Partner partner) {
        before = partner;
        fresh = true;
        knownClients.clear();
        knownChanges.clear();
        knownAnswers.clear();
    }

    /** What the decisions are based on: a ledger that is yet to be opened is at revision 0. */
    Remembered.Partner before() {
        return before == null ? UNOPENED : before;
    }

    void know(ClientId client, ClientSeats seats) {
        knownClients.put(client, seats);
    }

    void know(Stored stored) {
        knownChanges.put(stored.change().id(), stored);
    }

    void know(SupplyReduced answer) {
        knownAnswers.put(answer.periodEnd(), answer);
    }

    void knowEvent(UUID event) {
        knownEvents.add(event);
    }

    void knowKey(String operation, String key, UUID resource) {
        knownKeys.put(operation + ' ' + key, resource);
    }

    /** The client that an item is about; null: none, or it is not known. */
    @Nullable ClientId clientOf(Needs needs) {
        var stored = needs.change() == null ? null : knownChanges.get(needs.change());
        return stored == null ? needs.client() : stored.change().request().client();
    }

    /**
     * Decides all items in turn.
     *
     * @return false if something would have been refused by what is only remembered: then it must
     *     be read and decided anew
     */
    boolean decide(Instant clock) {
        draft = new Draft(before == null ? SeatLedger.EMPTY : before.ledger());
        for (var item : items) {
            if (!decide(item, clock)) {
                return false;
            }
        }
        return true;
    }

    private <A> boolean decide(Pending<A> item, Instant clock) {
        switch (item.work().once()) {
            case Work.Key key when isKnown(item, key) -> {
                draft.verdicts.add(new Verdict(item, null, new KeyKnown()));
                return true;
            }
            case Work.Event(var id) when knownEvents.contains(id) || draft.events.contains(id) -> {
                draft.verdicts.add(new Verdict(item, null, new Repeated()));
                return true;
            }
            case Work.Key _, Work.Event _, Work.Harmless _ -> {}
        }
        var needs = item.work().needs();
        var client = clientOf(needs);
        var ledger = draft.ledger.about(about(client));
        var now = clock;
        Decided<A> decided;
        try {
            decided = item.work().rule().decide(view(needs, ledger), now);
        } catch (RuntimeException e) {
            if (fresh) {
                draft.verdicts.add(new Verdict(item, null, e));
            }
            return fresh;
        }
        if (decided.isRefusal() && !fresh) {
            return false;
        }
        var effects = decided.effects();
        if (effects != null) {
            apply(item, ledger, effects, decided, now);
        } else if (item.work().once() instanceof Work.Event(var id)) {
            draft.events.add(id);
            draft.writes = true;
        }
        draft.verdicts.add(new Verdict(item, decided.outcome(), null));
        return true;
    }

    private View view(Needs needs, SeatLedger ledger) {
        var id = needs.change();
        var changed = id == null ? null : draft.changes.get(id);
        var stored = id == null ? null : knownChanges.get(id);
        return new View(
                before != null || draft.writes,
                ledger,
                changed == null && stored != null ? stored.change() : changed,
                stored == null ? null : stored.askedAt(),
                needs.periodEnd() == null ? null : knownAnswers.get(needs.periodEnd()));
    }

    private void apply(
            Pending<?> item, SeatLedger ledger, Effects effects, Decided<?> decided, Instant now) {
        var cause = new Entry.Cause(effects.changeId(), effects.actor(), now);
        var after = SeatRules.apply(ledger, effects.moves());
        draft.entries.addAll(Entry.of(ledger, effects.moves(), cause));
        var seatsBefore = ledger.clientSeats();
        for (var client : after.clientSeats().entrySet()) {
            if (!client.getValue().equals(seatsBefore.get(client.getKey()))) {
                draft.clients.put(client.getKey(), client.getValue());
            }
        }
        draft.ledger = after.alone();
        draft.writes = true;
        var change = effects.change();
        if (change != null) {
            draft.changes.put(change.id(), change);
            if (effects.isNew()) {
                draft.newChanges.add(change.id());
            }
        }
        effects.news().forEach(event -> draft.news.add(new News(event, item, now)));
        if (effects.periodAnswer() != null) {
            draft.answers.add(effects.periodAnswer());
            knownAnswers.put(effects.periodAnswer().periodEnd(), effects.periodAnswer());
        }
        switch (item.work().once()) {
            case Work.Key key -> draft.keys.add(new Keeping(key, decided.answer()));
            case Work.Event(var id) -> draft.events.add(id);
            case Work.Harmless _ -> {}
        }
    }

    private Map<ClientId, ClientSeats> about(@Nullable ClientId client) {
        var seats =
                client == null
                        ? null
                        : draft.clients.getOrDefault(client, knownClients.get(client));
        return client == null || seats == null ? Map.of() : Map.of(client, seats);
    }

    /** Its own key, of a try that nobody knew the end of, is not: that try is answered now. */
    private boolean isKnown(Pending<?> item, Work.Key key) {
        var resource = knownKeys.get(named(key));
        if (resource != null && item.isOwn(resource)) {
            key.request().isMine().set(true);
            return false;
        }
        return resource != null;
    }

    private static String named(Work.Key key) {
        return key.request().operation() + ' ' + key.request().key();
    }

    /** Takes the clients that the items name from what the lane remembers. */
    void rememberClients(Remembered remembered) {
        if (before == null || fresh) {
            return;
        }
        for (var item : items) {
            var client = item.work().needs().client();
            var seats = client == null ? null : remembered.client(partner, before.era(), client);
            if (client != null && seats != null) {
                knownClients.put(client, seats);
            }
        }
    }

    /** The clients that the items are about and that are not known yet. */
    Set<ClientId> clientsToRead() {
        var wanted = new LinkedHashSet<ClientId>();
        for (var item : items) {
            var client = clientOf(item.work().needs());
            if (client != null && !knownClients.containsKey(client)) {
                wanted.add(client);
            }
        }
        return wanted;
    }

    /** Keeps in mind what has been written. */
    void commit(Remembered remembered) {
        if (!draft.writes) {
            if (before != null) {
                remember(remembered, before);
            }
            return;
        }
        var base = before();
        remember(
                remembered,
                new Remembered.Partner(
                        base.revision() + 1,
                        base.lastEvent() + draft.news.size(),
                        draft.ledger,
                        before == null ? new Object() : base.era()));
        for (var keeping : draft.keys) {
            var request = keeping.key().request();
            (keeping.answer() == null ? request.isMine() : request.isAnswered()).set(true);
        }
    }

    private void remember(Remembered remembered, Remembered.Partner now) {
        remembered.keep(partner, now);
        knownClients.putAll(draft.clients);
        knownClients.forEach((client, seats) -> remembered.keep(partner, now.era(), client, seats));
    }

    /** Whether anything is to be written. */
    boolean writes() {
        return draft.writes;
    }

    /** Whether the partner's ledger is yet to be opened. */
    boolean opens() {
        return before == null && draft.writes;
    }

    boolean needsMoreThanOneStatement() {
        return opens()
                || draft.changes.size() > draft.newChanges.size()
                || !draft.events.isEmpty()
                || !draft.answers.isEmpty();
    }

    SeatLedger ledger() {
        return draft.ledger;
    }

    List<Verdict> verdicts() {
        return draft.verdicts;
    }

    List<Keeping> keys() {
        return draft.keys;
    }

    Map<ClientId, ClientSeats> clients() {
        return draft.clients;
    }

    List<Entry> entries() {
        return draft.entries;
    }

    List<News> news() {
        return draft.news;
    }

    Set<UUID> events() {
        return draft.events;
    }

    List<SupplyReduced> periodAnswers() {
        return draft.answers;
    }

    List<SeatChange> newChanges() {
        return changes(true);
    }

    List<SeatChange> changedChanges() {
        return changes(false);
    }

    private List<SeatChange> changes(boolean isNew) {
        return draft.changes.values().stream()
                .filter(change -> draft.newChanges.contains(change.id()) == isNew)
                .toList();
    }
}

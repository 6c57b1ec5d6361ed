package io.seatflow.seat.change.postgres;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.idempotency.IdempotentRequest;
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
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.SeatRules;
import io.seatflow.seat.ledger.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
    private boolean keysRead;

    private final Map<ClientId, ClientSeats> knownClients = new HashMap<>();
    private final Map<SeatChangeId, Stored> knownChanges = new HashMap<>();
    private final Map<UserId, Holder> knownUsers = new HashMap<>();
    private final Map<Period, SupplyReduced> knownAnswers = new HashMap<>();
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

    /** A period of a client's own plan, or of the partner's. */
    private record Period(@Nullable UUID payer, Instant end) {

        static Period of(SupplyReduced answer) {
            return new Period(answer.payingClientId(), answer.periodEnd());
        }

        static Period of(Instant end, @Nullable ClientId client) {
            return new Period(client == null ? null : client.value(), end);
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
        private final Set<String> keyNames = new HashSet<>();
        private final Set<UUID> events = new LinkedHashSet<>();
        private final Map<ClientId, ClientSeats> clients = new HashMap<>();
        private final Map<SeatChangeId, SeatChange> changes = new LinkedHashMap<>();
        private final Set<SeatChangeId> newChanges = new HashSet<>();
        private final Map<UserId, Holder> seated = new LinkedHashMap<>();
        private final Set<UserId> left = new LinkedHashSet<>();
        private final Set<ClientId> released = new LinkedHashSet<>();
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
        knownUsers.clear();
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

    void know(UserId user, Holder holder) {
        knownUsers.put(user, holder);
    }

    void know(SupplyReduced answer) {
        knownAnswers.put(Period.of(answer), answer);
    }

    void knowEvent(UUID event) {
        knownEvents.add(event);
    }

    void knowKey(String operation, String key, UUID resource) {
        knownKeys.put(operation + ' ' + key, resource);
    }

    /** The keys of its requests are among what is read. */
    void looksForKeys() {
        keysRead = true;
    }

    /** Whether it may be refused by what is known: all of it was just read, the keys as well. */
    private boolean isWhole() {
        return fresh && keysRead;
    }

    /** The client that an item is about; null: none, or it is not known. */
    @Nullable ClientId clientOf(Needs needs) {
        var stored = needs.change() == null ? null : knownChanges.get(needs.change());
        return stored == null ? needs.client() : stored.change().request().client();
    }

    /** The users that an item is about. */
    List<UserId> usersOf(Needs needs) {
        var stored = needs.change() == null ? null : knownChanges.get(needs.change());
        return stored == null ? needs.users() : stored.change().request().users();
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
            case Work.Key key when !draft.keyNames.add(named(key)) -> {
                draft.verdicts.add(new Verdict(item, null, IdempotentRequest.inProgress()));
                return true;
            }
            case Work.Event(var id) when isKnown(id) -> {
                draft.verdicts.add(new Verdict(item, null, new Repeated()));
                return true;
            }
            case Work.Step(var id) when isKnown(id) -> {
                draft.verdicts.add(new Verdict(item, null, new Repeated()));
                return true;
            }
            case Work.Key _, Work.Event _, Work.Step _, Work.Harmless _ -> {}
        }
        var needs = item.work().needs();
        var client = clientOf(needs);
        var users = seatsOf(usersOf(needs));
        var ledger = draft.ledger.about(about(client, users.values()), users);
        var now = ledger.timeAt(clock);
        Decided<A> decided;
        try {
            decided = item.work().rule().decide(view(item, ledger), now);
        } catch (RuntimeException e) {
            if (isWhole()) {
                draft.verdicts.add(new Verdict(item, null, e));
            }
            return isWhole();
        }
        if (decided.isRefusal() && !isWhole()) {
            return false;
        }
        // What was written before the line was cut has had its effect: only the answer is owed.
        var effects = isWritten(item) ? null : decided.effects();
        if (effects != null) {
            apply(item, ledger, effects, decided, now);
        } else if (item.work().once() instanceof Work.Event(var id)) {
            draft.events.add(id);
            draft.writes = true;
        }
        draft.verdicts.add(new Verdict(item, decided.outcome(), null));
        return true;
    }

    private View view(Pending<?> item, SeatLedger ledger) {
        var needs = item.work().needs();
        var id = needs.change();
        var changed = id == null ? null : draft.changes.get(id);
        var stored = id == null ? null : knownChanges.get(id);
        return new View(
                before != null || draft.writes,
                ledger,
                changed == null && stored != null ? stored.change() : changed,
                isWritten(item),
                stored == null ? null : stored.askedAt(),
                needs.periodEnd() == null
                        ? null
                        : knownAnswers.get(Period.of(needs.periodEnd(), needs.client())));
    }

    private void apply(
            Pending<?> item, SeatLedger ledger, Effects effects, Decided<?> decided, Instant now) {
        var cause = new Entry.Cause(effects.changeId(), effects.actor(), now);
        var after = SeatRules.apply(ledger, effects.moves(), now);
        draft.entries.addAll(Entry.of(ledger, effects.moves(), cause));
        for (var client : after.clients().entrySet()) {
            if (!client.getValue().equals(ledger.clients().get(client.getKey()))) {
                draft.clients.put(client.getKey(), client.getValue());
            }
        }
        effects.moves().forEach(this::release);
        seat(ledger, after);
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
            knownAnswers.put(Period.of(effects.periodAnswer()), effects.periodAnswer());
        }
        switch (item.work().once()) {
            case Work.Key key -> draft.keys.add(new Keeping(key, decided.answer()));
            case Work.Event(var id) -> draft.events.add(id);
            case Work.Step _, Work.Harmless _ -> {}
        }
    }

    /** Released clients have nobody seated any more, whoever it was. */
    private void release(LedgerEvent event) {
        if (event instanceof LedgerEvent.Disabled(var client, _, var released, _, _) && released) {
            var holder = new Holder(client);
            draft.released.add(client);
            draft.seated.values().removeIf(holder::equals);
            knownUsers.forEach((user, known) -> {
                if (known.equals(holder)) {
                    draft.left.add(user);
                }
            });
        }
    }

    private void seat(SeatLedger ledger, SeatLedger after) {
        for (var user : ledger.occupants().keySet()) {
            if (!after.occupants().containsKey(user)) {
                draft.seated.remove(user);
                draft.left.add(user);
            }
        }
        for (var seat : after.occupants().entrySet()) {
            if (!seat.getValue().equals(ledger.occupants().get(seat.getKey()))) {
                draft.seated.put(seat.getKey(), seat.getValue());
            }
        }
    }

    /** The clients that a decision is about: the one it names, and those whose seats users have. */
    private Map<ClientId, ClientSeats> about(@Nullable ClientId named, Collection<Holder> holders) {
        if (holders.isEmpty()) {
            var seats = named == null ? null : seatsOf(named);
            return named == null || seats == null ? Map.of() : Map.of(named, seats);
        }
        var about = new HashMap<ClientId, ClientSeats>();
        Stream.concat(Stream.ofNullable(named), holders.stream().flatMap(Page::clientOf))
                .forEach(client -> {
                    var seats = seatsOf(client);
                    if (seats != null) {
                        about.put(client, seats);
                    }
                });
        return about;
    }

    private static Stream<ClientId> clientOf(Holder holder) {
        return Stream.ofNullable(holder.client());
    }

    private @Nullable ClientSeats seatsOf(ClientId client) {
        var changed = draft.clients.get(client);
        return changed == null ? knownClients.get(client) : changed;
    }

    private Map<UserId, Holder> seatsOf(List<UserId> users) {
        if (users.isEmpty()) {
            return Map.of();
        }
        var seats = new HashMap<UserId, Holder>();
        for (var user : users) {
            var holder = draft.seated.get(user);
            if (holder == null && !draft.left.contains(user)) {
                holder = knownUsers.get(user);
            }
            if (holder != null) {
                seats.put(user, holder);
            }
        }
        return seats;
    }

    private boolean isKnown(UUID event) {
        return knownEvents.contains(event) || draft.events.contains(event);
    }

    /** Whether an earlier try of the item turns out to be in the database. */
    private boolean isWritten(Pending<?> item) {
        var key = item.key();
        var resource = key == null ? null : knownKeys.get(named(key));
        return resource != null && item.isOwn(resource);
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
        for (var holder : knownUsers.values()) {
            if (holder.client() != null && !knownClients.containsKey(holder.client())) {
                wanted.add(holder.client());
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
                || !draft.seated.isEmpty()
                || !draft.left.isEmpty()
                || !draft.released.isEmpty()
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

    /** Users who have got a seat. */
    Map<UserId, Holder> seated() {
        return draft.seated;
    }

    /** Users who have left their seat; some of them may have got another since. */
    Set<UserId> leavers() {
        return draft.left;
    }

    /** Clients whose users have all left their seats. */
    Set<ClientId> released() {
        return draft.released;
    }

    /** When the last decision was made. */
    Instant at() {
        return Objects.requireNonNull(draft.ledger.lastAt(), "Seats were moved.");
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

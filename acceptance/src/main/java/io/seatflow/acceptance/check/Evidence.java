package io.seatflow.acceptance.check;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a run once it has come to rest.
 *
 * @param told what accounts, as the checker plays them, have told
 * @param seen what contradicted an answer while the load was on
 * @param periodEnds when each partner's periods ended
 */
record Evidence(
        List<Partner> partners,
        List<Told> told,
        List<Operation> operations,
        List<Violation> seen,
        Books books,
        List<Heard> heard,
        List<Charge> charges,
        Map<UUID, List<Instant>> periodEnds) {

    Evidence {
        partners = List.copyOf(partners);
        told = List.copyOf(told);
        operations = List.copyOf(operations);
        seen = List.copyOf(seen);
        heard = List.copyOf(heard);
        charges = List.copyOf(charges);
        periodEnds = Map.copyOf(periodEnds);
    }

    /** What a client was told to have gone through, first to last. */
    List<AccountEvent> stepsOf(UUID client) {
        return told.stream()
                .map(Told::event)
                .filter(event -> client.equals(stepped(event)))
                .toList();
    }

    /**
     * The seats for users that accounts asked for, by the change that was to seat them; as often as
     * each was asked for.
     */
    Map<UUID, List<Seating>> seatsAskedFor() {
        var awaiting = new HashMap<UUID, List<UUID>>();
        var asked = new HashMap<UUID, List<Seating>>();
        for (var one : told) {
            switch (one.event()) {
                case UsersAwaitSeats(_, var change, var users) -> awaiting.put(change, users);
                case UserAdded added ->
                        ask(
                                asked,
                                added.seatChangeId(),
                                new Seating(
                                        added.clientId(),
                                        List.of(added.userId()),
                                        added.onShortfall()));
                case ClientActivated activated ->
                        ask(asked, activated.seatChangeId(), Seating.of(activated, awaiting));
                default -> {}
            }
        }
        return asked;
    }

    private static void ask(
            Map<UUID, List<Seating>> asked, @Nullable UUID change, Seating seating) {
        if (change != null) {
            asked.computeIfAbsent(change, _ -> new ArrayList<>()).add(seating);
        }
    }

    /**
     * Seats for some users.
     *
     * @param client whose users they are; null: the partner's
     */
    record Seating(@Nullable UUID client, List<UUID> users, String onShortfall) {

        Seating {
            users = List.copyOf(users);
        }

        private static Seating of(ClientActivated activated, Map<UUID, List<UUID>> awaiting) {
            var change = activated.seatChangeId();
            var users = new ArrayList<UUID>();
            if (change != null) {
                users.addAll(awaiting.getOrDefault(change, List.of()));
            }
            users.addAll(activated.users());
            return new Seating(activated.clientId(), users, "ASK");
        }
    }

    private static @Nullable UUID stepped(AccountEvent event) {
        return switch (event) {
            case ClientActivated activated -> activated.clientId();
            case BillingManagerChanged changed -> changed.clientId();
            case ClientDisabled disabled -> disabled.clientId();
            case ClientLimitsChanged changed -> changed.clientId();
            default -> null;
        };
    }

    /** The same with other books. */
    Evidence with(Books others) {
        return new Evidence(partners, told, operations, seen, others, heard, charges, periodEnds);
    }
}

package io.seatflow.account.notification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who hears what: the one place that decides it. */
public final class Hearing {

    private Hearing() {}

    /** Whether a notice is for this person. */
    public static boolean hears(Person person, Notice notice) {
        return !person.email().equals(notice.heading().by()) && isOf(notice.audience(), person);
    }

    private static boolean isOf(Audience audience, Person person) {
        return switch (audience) {
            case Audience.Money(var payingClient) ->
                    isUserOf(person, payingClient) && seesAmounts(person);
            case Audience.Cards(var payingClient) ->
                    isUserOf(person, payingClient) && mayChangeCards(person);
            case Audience.Seats(var client) ->
                    isUserOf(person, client)
                            && (person.isAdmin()
                                    || person.may(
                                            client == null ? "seats:allocate" : "seats:manage"));
            case Audience.Clients _ ->
                    person.clientId() == null && (person.isAdmin() || person.may("clients:manage"));
            case Audience.ClientAdmins(var client) -> isUserOf(person, client) && person.isAdmin();
        };
    }

    private static boolean isUserOf(Person person, @Nullable UUID client) {
        return client == null ? person.clientId() == null : client.equals(person.clientId());
    }

    private static boolean mayChangeCards(Person person) {
        return person.isAdmin()
                || person.may(
                        person.clientId() == null ? "billing:manage" : "company-settings:manage");
    }

    /** Of their own account's plan: the partner's, or that of a client which the vendor bills. */
    private static boolean seesAmounts(Person person) {
        return person.isAdmin()
                || (person.clientId() == null
                        ? person.may("billing:manage") || person.may("seats:purchase")
                        : person.may("company-settings:manage"));
    }
}

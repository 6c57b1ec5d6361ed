package io.seatflow.account.notification;

import java.util.Arrays;
import java.util.List;

/**
 * How somebody hears of notices of a kind.
 *
 * @param portal whether they are in their list
 * @param email whether they come by e-mail
 */
public record Choice(Kind kind, boolean portal, boolean email) {

    /** How whoever chose nothing hears of it: both ways. */
    public static Choice usual(Kind kind) {
        return new Choice(kind, true, true);
    }

    /** One for every kind there is, as chosen or as usual. */
    public static List<Choice> complete(List<Choice> chosen) {
        return Arrays.stream(Kind.values())
                .map(kind ->
                        chosen.stream()
                                .filter(choice -> choice.kind() == kind)
                                .findFirst()
                                .orElse(usual(kind)))
                .toList();
    }
}

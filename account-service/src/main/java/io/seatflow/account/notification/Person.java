package io.seatflow.account.notification;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may be told something.
 *
 * @param clientId the client whose user it is; null for the partner's own people
 * @param permissions what a custom role gives; empty for the others
 * @param choices how they want to hear of what, where they chose
 */
public record Person(
        UUID userId,
        @Nullable UUID clientId,
        String email,
        String role,
        Set<String> permissions,
        List<Choice> choices) {

    public Person {
        permissions = Set.copyOf(permissions);
        choices = List.copyOf(choices);
    }

    boolean isAdmin() {
        return role.equals("ADMIN");
    }

    boolean may(String permission) {
        return permissions.contains(permission);
    }

    /** How they hear of a kind; as usual, unless they chose otherwise. */
    public Choice choiceOf(Kind kind) {
        return choices.stream()
                .filter(choice -> choice.kind() == kind)
                .findFirst()
                .orElse(Choice.usual(kind));
    }
}

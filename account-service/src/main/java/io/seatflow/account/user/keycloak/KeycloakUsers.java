package io.seatflow.account.user.keycloak;

import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The users of the realm. Every call blocks. */
@ApplicationScoped
class KeycloakUsers {

    private static final String CLIENT = "seatflow-accounts";
    private static final List<String> IDENTIFYING = List.of("partner_id", "client_id", "user_id");

    /** What Keycloak refuses in a person's name. */
    private static final Pattern NOT_IN_NAMES =
            Pattern.compile("[<>&\"$%!#?§;*~/\\\\|^=\\[\\]{}()\\p{Cntrl}]+");

    private final Keycloak keycloak;
    private final String realm;

    KeycloakUsers(
            @ConfigProperty(name = "seatflow.keycloak.issuer") URI issuer,
            @ConfigProperty(name = "seatflow.keycloak.client-secret") String secret) {
        String address = issuer.toString();
        int realms = address.lastIndexOf("/realms/");
        if (realms < 0) {
            throw new IllegalArgumentException(
                    "SEATFLOW_OIDC_ISSUER ends in /realms/<realm>, unlike " + address + ".");
        }
        realm = address.substring(realms + "/realms/".length());
        keycloak =
                KeycloakBuilder.builder()
                        .serverUrl(address.substring(0, realms))
                        .realm(realm)
                        .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                        .clientId(CLIENT)
                        .clientSecret(secret)
                        .build();
    }

    /** The user who signs in with this address. */
    Optional<UserRepresentation> find(String email) {
        return realm().users().searchByEmail(email, true).stream().findFirst();
    }

    /**
     * Makes the user, or finds it where an earlier try got so far, and gives it its role. Only then
     * does it come in: a token from before would be without the role for as long as it is good.
     *
     * @return Keycloak's id of it
     * @throws IllegalStateException where the address belongs to a user of another account
     */
    String make(User user, @Nullable PasswordHash password) {
        String id = create(user, password).orElseGet(() -> own(user));
        var role = realm().roles().get(user.realmRole()).toRepresentation();
        realm().users().get(id).roles().realmLevel().add(List.of(role));
        return enable(id);
    }

    /** Lets a user in again. */
    String enable(String id) {
        UserResource user = realm().users().get(id);
        UserRepresentation known = user.toRepresentation();
        known.setEnabled(true);
        user.update(known);
        return id;
    }

    /**
     * Lets a user in no more, and ends what sessions it has.
     *
     * @param knownId null: it is looked for, since a try that was cut off may have made it
     * @return null where it is not there
     */
    @Nullable String disable(User user, @Nullable String knownId) {
        String id = knownId == null ? findOwn(user).orElse(null) : knownId;
        if (id != null) {
            disable(id);
        }
        return id;
    }

    void disable(String id) {
        UserResource user = realm().users().get(id);
        UserRepresentation known = user.toRepresentation();
        known.setEnabled(false);
        user.update(known);
        user.logout();
    }

    /** Removes a user, if it is there. */
    @Nullable String remove(User user, @Nullable String knownId) {
        String id = knownId == null ? findOwn(user).orElse(null) : knownId;
        if (id != null) {
            try (Response answer = realm().users().delete(id)) {
                int status = answer.getStatus();
                if (status != Response.Status.NO_CONTENT.getStatusCode()
                        && status != Response.Status.NOT_FOUND.getStatusCode()) {
                    throw new IllegalStateException("Keycloak removes no user: " + status);
                }
            }
        }
        return null;
    }

    /** Users of accounts, whoever made them, some at a time. */
    Page page(int first, int most) {
        var users = realm().users().list(first, most);
        return new Page(ours(users), users.size() < most);
    }

    /**
     * A part of the realm's users.
     *
     * @param ours those of them that are of an account
     */
    record Page(List<KnownSignIn> ours, boolean isLast) {}

    private static List<KnownSignIn> ours(List<UserRepresentation> users) {
        return users.stream()
                .filter(user -> !accountOf(user).isEmpty() && user.getEmail() != null)
                .map(user ->
                        new KnownSignIn(
                                user.getId(),
                                user.getEmail(),
                                Boolean.TRUE.equals(user.isEnabled())))
                .toList();
    }

    /** Has Keycloak write to the user, who then chooses a password. */
    void invite(String id) {
        realm().users().get(id).executeActionsEmail(List.of("UPDATE_PASSWORD", "VERIFY_EMAIL"));
    }

    private Optional<String> create(User user, @Nullable PasswordHash password) {
        try (Response answer = realm().users().create(representation(user, password))) {
            return answer.getStatus() == Response.Status.CONFLICT.getStatusCode()
                    ? Optional.empty()
                    : Optional.of(CreatedResponseUtil.getCreatedId(answer));
        }
    }

    private String own(User user) {
        return findOwn(user)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "The address belongs to a user of another account."));
    }

    private Optional<String> findOwn(User user) {
        return find(user.email())
                .filter(found -> identifying(attributes(user)).equals(accountOf(found)))
                .map(UserRepresentation::getId);
    }

    private static Map<String, List<String>> identifying(Map<String, List<String>> attributes) {
        var account = new HashMap<>(attributes);
        account.keySet().retainAll(IDENTIFYING);
        return account;
    }

    /** Whose user it is, without what else Keycloak may keep about it. */
    private static Map<String, List<String>> accountOf(UserRepresentation found) {
        return found.getAttributes() == null ? Map.of() : identifying(found.getAttributes());
    }

    /** What its tokens say of it. */
    private static Map<String, List<String>> attributes(User user) {
        var attributes = new HashMap<String, List<String>>();
        attributes.put("partner_id", List.of(user.partnerId().toString()));
        attributes.put("user_id", List.of(user.id().toString()));
        if (user.clientId() != null) {
            attributes.put("client_id", List.of(user.clientId().toString()));
        }
        if (!user.role().permissions().isEmpty()) {
            attributes.put("permissions", user.role().permissions().stream().sorted().toList());
        }
        return attributes;
    }

    private static UserRepresentation representation(User user, @Nullable PasswordHash password) {
        var made = new UserRepresentation();
        made.setUsername(user.email());
        made.setEmail(user.email());
        made.setEnabled(false);
        // An address is believed where a password was given: that is the sandbox.
        made.setEmailVerified(password != null);
        made.setAttributes(attributes(user));
        name(made, NOT_IN_NAMES.matcher(user.name()).replaceAll(" ").strip());
        if (password != null) {
            var credential = new CredentialRepresentation();
            credential.setType(CredentialRepresentation.PASSWORD);
            credential.setSecretData(password.secretData());
            credential.setCredentialData(password.credentialData());
            credential.setTemporary(false);
            made.setCredentials(new ArrayList<>(List.of(credential)));
        }
        return made;
    }

    private static void name(UserRepresentation made, String name) {
        int last = name.lastIndexOf(' ');
        if (last > 0) {
            made.setFirstName(name.substring(0, last).strip());
            made.setLastName(name.substring(last + 1));
        } else if (!name.isEmpty()) {
            made.setFirstName(name);
        }
    }

    private RealmResource realm() {
        return keycloak.realm(realm);
    }
}

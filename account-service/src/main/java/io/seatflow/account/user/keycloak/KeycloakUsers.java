package io.seatflow.account.user.keycloak;

import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.SettledSignIn;
import io.seatflow.account.user.SignInDifference;
import io.seatflow.account.user.SignInWish;
import io.seatflow.account.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The users of the realm. Every call blocks. */
@ApplicationScoped
class KeycloakUsers {

    private static final String CLIENT = "seatflow-accounts";
    private static final List<String> IDENTIFYING = List.of("partner_id", "client_id", "user_id");

    /** What a user's tokens are told of it by account-service. */
    private static final Set<String> CLAIMS =
            Set.of("partner_id", "client_id", "user_id", "permissions");

    /** The roles of the realm that the suite knows. */
    private static final Set<String> ROLES =
            Set.of("operator", "partner-admin", "partner-member", "client-admin", "client-member");

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
        if (!enable(user, id)) {
            throw new IllegalStateException("Keycloak has just lost user " + id + ".");
        }
        return id;
    }

    /**
     * Lets a user in, as who it is: its role and what its tokens say of it are made right before.
     *
     * @return false where it is not there any more
     */
    boolean enable(User user, String id) {
        Optional<UserRepresentation> found = representation(id);
        found.ifPresent(known -> {
            correctRole(user, id);
            known.setEnabled(true);
            known.setUsername(user.email());
            known.setEmail(user.email());
            known.setAttributes(corrected(user, known));
            realm().users().get(id).update(known);
        });
        return found.isPresent();
    }

    private void correctRole(User user, String id) {
        var ofUser = realm().users().get(id).roles().realmLevel();
        var known = ourRoles(id);
        var others = known.stream().filter(role -> !isOf(user, role)).toList();
        if (!others.isEmpty()) {
            ofUser.remove(others);
        }
        if (known.size() == others.size()) {
            ofUser.add(List.of(realm().roles().get(user.realmRole()).toRepresentation()));
        }
    }

    private static boolean isOf(User user, RoleRepresentation role) {
        return role.getName().equals(user.realmRole());
    }

    /** Those of a user's roles that say what it may do in the suite. */
    private List<RoleRepresentation> ourRoles(String id) {
        return realm().users().get(id).roles().realmLevel().listAll().stream()
                .filter(role -> ROLES.contains(role.getName()))
                .toList();
    }

    /** What Keycloak may keep besides stays. */
    private static Map<String, List<String>> corrected(User user, UserRepresentation known) {
        var attributes = new HashMap<String, List<String>>();
        if (known.getAttributes() != null) {
            attributes.putAll(known.getAttributes());
        }
        attributes.keySet().removeAll(CLAIMS);
        attributes.putAll(attributes(user));
        return attributes;
    }

    /** How a user differs from what it is to be; only the first of several ways. */
    Optional<SignInDifference> compare(SettledSignIn settled) {
        User user = settled.user();
        Optional<UserRepresentation> found = representation(settled.keycloakId());
        if (found.isEmpty()) {
            return Optional.of(SignInDifference.MISSING);
        }
        boolean isEnabled = Boolean.TRUE.equals(found.get().isEnabled());
        if (settled.wish() != SignInWish.ENABLED) {
            return isEnabled ? Optional.of(SignInDifference.LET_IN) : Optional.empty();
        }
        if (!isEnabled) {
            return Optional.of(SignInDifference.SHUT_OUT);
        }
        if (!saysSoOf(user, found.get())) {
            return Optional.of(SignInDifference.OTHER_CLAIMS);
        }
        var roles = ourRoles(settled.keycloakId());
        return roles.size() == 1 && isOf(user, roles.getFirst())
                ? Optional.empty()
                : Optional.of(SignInDifference.OTHER_ROLE);
    }

    /** Whatever the order of what it may do. */
    private static boolean saysSoOf(User user, UserRepresentation known) {
        var claims = new HashMap<String, Set<String>>();
        if (known.getAttributes() != null) {
            known.getAttributes().forEach((name, values) -> claims.put(name, Set.copyOf(values)));
        }
        claims.keySet().retainAll(CLAIMS);
        var wanted = new HashMap<String, Set<String>>();
        attributes(user).forEach((name, values) -> wanted.put(name, Set.copyOf(values)));
        return claims.equals(wanted) && user.email().equalsIgnoreCase(known.getEmail());
    }

    private Optional<UserRepresentation> representation(String id) {
        try {
            return Optional.of(realm().users().get(id).toRepresentation());
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() == Response.Status.NOT_FOUND.getStatusCode()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Lets a user in no more, and ends what sessions it has.
     *
     * @param knownId null: it is looked for, since a try that was cut off may have made it; so it
     *     is where nobody has this id, or one answer said so that was wrong
     * @return null where it is not there
     */
    @Nullable String disable(User user, @Nullable String knownId) {
        if (knownId != null && disable(knownId)) {
            return knownId;
        }
        return findOwn(user).filter(this::disable).orElse(null);
    }

    /**
     * Lets in no more whoever has this id.
     *
     * @return false where it is not there any more
     */
    boolean disable(String id) {
        Optional<UserRepresentation> found = representation(id);
        found.ifPresent(known -> {
            UserResource user = realm().users().get(id);
            known.setEnabled(false);
            user.update(known);
            user.logout();
        });
        return found.isPresent();
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

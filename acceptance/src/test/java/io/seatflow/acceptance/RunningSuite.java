package io.seatflow.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.local.suite.Suite;
import io.seatflow.local.suite.SuiteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole suite, started once for all acceptance tests, with business time in the past so that
 * fixed days can be played.
 */
final class RunningSuite implements ParameterResolver {

    private static final String START = "2026-01-01T12:00:00Z";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == House.class;
    }

    @Override
    public House resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(House.class, _ -> House.start(), House.class);
    }

    /** The running suite, and those who always may. */
    static final class House implements AutoCloseable {

        /** Long enough for whatever is done with a token at once. */
        private static final Duration LEFT_OF_TOKEN_MIN = Duration.ofMinutes(5);

        private final Suite suite;
        private final Client nobody;
        private @Nullable Client operator;

        private House(Suite suite, Client nobody) {
            this.suite = suite;
            this.nobody = nobody;
        }

        /** Another one, apart from that of all other tests. */
        static House start() {
            try {
                Path folder = Files.createDirectories(Path.of("target/suite").toAbsolutePath());
                Suite suite =
                        Suite.start(
                                SuiteOptions.beside(Files.createTempDirectory(folder, "run"))
                                        .withEnvironment(
                                                Map.of("SEATFLOW_SANDBOX_CLOCK_START", START)));
                return new House(suite, Client.nobody(suite.url("gateway")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Suite suite() {
            return suite;
        }

        Client nobody() {
            return nobody;
        }

        /** The operator, with a new token when the one before runs out: a long run outlives one. */
        synchronized Client operator() {
            Client signedIn = operator;
            if (signedIn == null || Instant.now().isAfter(endOfToken(signedIn))) {
                signedIn = nobody.signIn(suite.issuer(), "operator@seatflow.test", "seatflow");
                operator = signedIn;
            }
            return signedIn;
        }

        private static Instant endOfToken(Client client) {
            return Instant.ofEpochSecond(client.claims().at("/exp").asLong())
                    .minus(LEFT_OF_TOKEN_MIN);
        }

        URI issuer() {
            return suite.issuer();
        }

        TestPartner partner() {
            return partner(new TestPartner.Plan());
        }

        TestPartner partner(TestPartner.Plan plan) {
            return TestPartner.create(operator(), issuer(), plan);
        }

        /**
         * A program of a partner's with these scopes, which it asks for at Keycloak. Tokens that
         * were issued before for another partner stay that partner's.
         */
        Client integration(TestPartner partner, String scopes) {
            String realm = suite.issuer().toString().replace("/realms/", "/admin/realms/");
            String account = realm + "/users/" + program(scopes).claims().at("/sub").asText();
            Client keycloak =
                    nobody.signIn(
                            suite.issuer(), "seatflow-accounts", "seatflow-accounts-secret", "");
            var known = (ObjectNode) keycloak.get(account).expect(200).json();
            known.putObject("attributes").putArray("partner_id").add(partner.id());
            keycloak.put(account, known.toString()).expect(204);
            return program(scopes);
        }

        private Client program(String scopes) {
            return nobody.signIn(
                    suite.issuer(), "seatflow-integration", "seatflow-integration-secret", scopes);
        }

        /** Moves business time for the whole suite; earlier instants leave it as it is. */
        void clockTo(String instant) {
            if (operator().get("/sandbox/clock").string("/now").compareTo(instant) < 0) {
                operator().post("/sandbox/clock", Map.of("to", instant)).expect(200);
            }
        }

        /** What the payment gateway knows of a payment. */
        int transactions(String orderId) {
            return operator()
                    .get("/sandbox/payments?orderId=" + orderId)
                    .expect(200)
                    .json()
                    .at("/items")
                    .size();
        }

        @Override
        public void close() {
            suite.close();
        }
    }
}

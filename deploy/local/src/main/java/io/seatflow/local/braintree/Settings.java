package io.seatflow.local.braintree;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the stand-in is started: by environment, or by arguments of the same names, {@code
 * --port=8190}.
 *
 * @param duplicateSeconds how long the same charge is taken for a mistake; 0, as at Braintree,
 *     unless set
 * @param webhooksTo where the merchant listens; nothing where it does not
 */
record Settings(
        String host,
        int port,
        Path data,
        String merchant,
        String publicKey,
        String privateKey,
        int duplicateSeconds,
        Optional<URI> webhooksTo) {

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "host", "SEATFLOW_BRAINTREE_HOST",
                    "port", "SEATFLOW_PORT_BRAINTREE",
                    "data", "SEATFLOW_BRAINTREE_DATA",
                    "merchant", "SEATFLOW_BRAINTREE_MERCHANT",
                    "public-key", "SEATFLOW_BRAINTREE_PUBLIC_KEY",
                    "private-key", "SEATFLOW_BRAINTREE_PRIVATE_KEY",
                    "duplicate-seconds", "SEATFLOW_BRAINTREE_DUPLICATE_SECONDS",
                    "webhooks-to", "SEATFLOW_BRAINTREE_WEBHOOKS_TO");

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "host", "127.0.0.1",
                    "port", "8190",
                    "data", ".local/braintree",
                    "merchant", "seatflow",
                    "public-key", "public",
                    "private-key", "private",
                    "duplicate-seconds", "0",
                    "webhooks-to", "");

    /** Reads the settings; whatever is wrong with them is said in one sentence. */
    static Settings of(List<String> arguments, Map<String, String> environment) {
        var values = new HashMap<>(DEFAULTS);
        ENVIRONMENT.forEach((name, variable) -> {
            var value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                values.put(name, value);
            }
        });
        arguments.forEach(argument -> take(argument, values));
        return new Settings(
                text(values, "host"),
                number(values, "port", 65_535),
                Path.of(text(values, "data")),
                text(values, "merchant"),
                text(values, "public-key"),
                text(values, "private-key"),
                number(values, "duplicate-seconds", 86_400),
                Optional.of(text(values, "webhooks-to"))
                        .filter(address -> !address.isEmpty())
                        .map(URI::create));
    }

    private static void take(String argument, Map<String, String> values) {
        int equals = argument.indexOf('=');
        var name = equals < 0 || !argument.startsWith("--") ? "" : argument.substring(2, equals);
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException(
                    argument + " is not one of --name=value with " + DEFAULTS.keySet() + ".");
        }
        values.put(name, argument.substring(equals + 1));
    }

    private static String text(Map<String, String> values, String name) {
        return values.getOrDefault(name, "");
    }

    private static int number(Map<String, String> values, String name, int max) {
        var text = text(values, name);
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(
                    name + " must be a number from 0 to " + max + ", not " + text + ".");
        }
        return Integer.parseInt(text);
    }
}

package io.seatflow.acceptance.walk;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client;
import io.seatflow.acceptance.Client.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Every endpoint that the gateway describes, and a request for each: ids from the lists that they
 * are in, bodies from their schemas.
 */
public final class Walk {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** What a confirmation names, also of those who may not see what the quote says. */
    private static final String QUOTE_ID = "quoteId";

    /** What amounts of money are called, as words in the names of fields. */
    private static final List<String> MONEY =
            List.of("amount", "price", "fee", "charge", "quote", "total", "cost", "money");

    /** Found in its own description alone; anything else must be in a list. */
    private static final int DEPTH_MAX = 8;

    private final JsonNode document;
    private final List<Endpoint> endpoints;
    private final Client owner;
    private final Map<String, String> known;
    private final Map<String, String> found = new HashMap<>();

    private Walk(
            JsonNode document, List<Endpoint> endpoints, Client owner, Map<String, String> known) {
        this.document = document;
        this.endpoints = endpoints;
        this.owner = owner;
        this.known = known;
    }

    /**
     * Reads what there is.
     *
     * @param owner sees all lists of the account that is walked
     * @param known ids by their parameter's name; others are looked for in their lists
     */
    public static Walk of(Client anybody, Client owner, Map<String, String> known) {
        JsonNode document = anybody.get("/openapi?format=json").expect(200).json();
        if (!document.at("/x-unavailable").isEmpty()) {
            throw new IllegalStateException(
                    "Not all describe themselves: " + document.at("/x-unavailable"));
        }
        var endpoints = new ArrayList<Endpoint>();
        document.at("/paths")
                .properties()
                .forEach(path -> {
                    if (path.getKey().startsWith("/v1/")) {
                        path.getValue()
                                .properties()
                                .forEach(operation -> {
                                    if (METHODS.contains(operation.getKey())) {
                                        endpoints.add(
                                                endpoint(
                                                        path.getKey(),
                                                        operation.getKey(),
                                                        operation.getValue()));
                                    }
                                });
                    }
                });
        return new Walk(document, List.copyOf(endpoints), owner, known);
    }

    private static Endpoint endpoint(String path, String method, JsonNode operation) {
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        return new Endpoint(
                method.toUpperCase(Locale.ROOT), path, schema.isMissingNode() ? null : schema);
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Asks for it with the ids of the account that is walked. */
    public Answer call(Client caller, Endpoint endpoint) {
        return call(caller, endpoint, ids(endpoint));
    }

    /** Asks for it with these ids. */
    public Answer call(Client caller, Endpoint endpoint, Map<String, String> ids) {
        String path = endpoint.path();
        for (var id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return caller.call(
                endpoint.method(),
                path,
                endpoint.body() == null
                        ? (endpoint.isRead() || endpoint.method().equals("DELETE") ? null : "")
                        : example(endpoint.body(), 0));
    }

    /**
     * The ids that belong in its address.
     *
     * @throws IllegalStateException where there is no way to know one: the walk needs to be told
     */
    public Map<String, String> ids(Endpoint endpoint) {
        var ids = new LinkedHashMap<String, String>();
        for (String parameter : endpoint.parameters()) {
            String id = known.get(parameter);
            ids.put(parameter, id == null ? inList(endpoint, parameter, ids) : id);
        }
        return ids;
    }

    /** The first in its list, and where that is empty an id of nothing. */
    private String inList(Endpoint endpoint, String parameter, Map<String, String> before) {
        String list = endpoint.listOf(parameter);
        boolean isDescribed =
                endpoints.stream().anyMatch(one -> one.isRead() && one.path().equals(list));
        boolean isMade =
                endpoints.stream()
                        .anyMatch(one -> one.method().equals("POST") && one.path().equals(list));
        if (!isDescribed && !isMade) {
            throw new IllegalStateException(
                    "No list and no maker of "
                            + parameter
                            + " of "
                            + endpoint
                            + ": tell the walk of it.");
        }
        return found.computeIfAbsent(
                list, _ -> isDescribed ? first(list, before) : UUID.randomUUID().toString());
    }

    private String first(String list, Map<String, String> ids) {
        String path = list;
        for (var id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        JsonNode id = owner.get(path).json().at("/items/0/id");
        return id.isMissingNode() ? UUID.randomUUID().toString() : id.asText();
    }

    /** The smallest value that a schema takes: what is required, and of that the least. */
    private Object example(JsonNode schema, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalStateException("A schema without an end: " + schema);
        }
        if (schema.has("$ref")) {
            return example(document.at(schema.at("/$ref").asText().substring(1)), depth + 1);
        }
        for (String either : List.of("allOf", "oneOf", "anyOf")) {
            if (schema.has(either)) {
                return example(schema.at("/" + either + "/0"), depth + 1);
            }
        }
        if (schema.has("enum")) {
            return schema.at("/enum/0").asText();
        }
        return switch (typeOf(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> List.of(example(schema.at("/items"), depth + 1));
            case "integer", "number" -> schema.at("/minimum").asInt(1);
            case "boolean" -> false;
            case "string" -> text(schema);
            default -> throw new IllegalStateException("No example can be made of " + schema);
        };
    }

    private Map<String, Object> object(JsonNode schema, int depth) {
        var object = new LinkedHashMap<String, Object>();
        for (JsonNode required : schema.at("/required")) {
            String name = required.asText();
            object.put(name, example(schema.at("/properties/" + name), depth + 1));
        }
        return object;
    }

    private static String text(JsonNode schema) {
        return switch (schema.at("/format").asText()) {
            case "uuid" -> UUID.randomUUID().toString();
            case "date" -> "2026-01-01";
            case "date-time" -> "2026-01-01T00:00:00Z";
            case "uri" -> "https://walk.test/";
            default ->
                    schema.at("/pattern").asText().contains("@")
                            ? "walk-" + UUID.randomUUID() + "@people.test"
                            : "walk";
        };
    }

    /** OpenAPI 3.1 names several types where null is one of them. */
    private static String typeOf(JsonNode schema) {
        JsonNode type = schema.at("/type");
        if (type.isArray()) {
            return type.valueStream()
                    .map(JsonNode::asText)
                    .filter(one -> !one.equals("null"))
                    .findFirst()
                    .orElse("");
        }
        return type.isMissingNode() && schema.has("properties") ? "object" : type.asText();
    }

    /** The places of a document that name money and hold anything but null. */
    public static List<String> moneyIn(JsonNode document) {
        return places("", document).toList();
    }

    private static Stream<String> places(String path, JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().flatMap(one -> places(path + "/-", one));
        }
        return node.properties().stream()
                .flatMap(field -> {
                    String place = path + "/" + field.getKey();
                    boolean names =
                            isMoney(field.getKey())
                                    && !field.getKey().equals(QUOTE_ID)
                                    && !isEmpty(field.getValue());
                    return Stream.concat(
                            names ? Stream.of(place) : Stream.empty(),
                            places(place, field.getValue()));
                });
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || (value.isContainerNode() && value.isEmpty());
    }

    private static boolean isMoney(String field) {
        return Stream.of(field.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT).split(" "))
                .anyMatch(MONEY::contains);
    }
}

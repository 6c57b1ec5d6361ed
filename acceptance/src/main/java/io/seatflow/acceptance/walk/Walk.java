package io.seatflow.acceptance.walk;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every endpoint that the gateway describes, and a request for each in each of its formats: ids
 * from the lists that they are in, bodies from their schemas.
 */
public final class Walk {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private static final String JSON = "application/json";

    /** What takes something away, or lets nobody in any more; the worst comes last. */
    private static final List<String> ENDS =
            List.of(".*/cancel", "DELETE .*", ".*/disable", ".*/billing-manager");

    /** What a confirmation names, also of those who may not see what the quote says. */
    private static final String QUOTE_ID = "quoteId";

    /** What amounts of money are called, as words in the names of fields. */
    private static final List<String> MONEY =
            List.of("amount", "price", "fee", "charge", "quote", "total", "cost", "money");

    /** Found in its own description alone; anything else must be in a list. */
    private static final int DEPTH_MAX = 12;

    private final JsonNode document;
    private final List<Endpoint> endpoints;
    private final List<Client> owners;
    private final Map<String, String> known;
    private final Map<String, String> found = new HashMap<>();

    private Walk(
            JsonNode document,
            List<Endpoint> endpoints,
            List<Client> owners,
            Map<String, String> known) {
        this.document = document;
        this.endpoints = endpoints;
        this.owners = owners;
        this.known = known;
    }

    /**
     * Reads what there is.
     *
     * @param owners see all lists of the accounts that are walked, one or the other
     * @param known ids by their parameter's name; others are looked for in their lists
     */
    public static Walk of(Client anybody, List<Client> owners, Map<String, String> known) {
        JsonNode document = anybody.get("/openapi?format=json").expect(200).json();
        if (!document.at("/x-unavailable").isEmpty()) {
            throw new IllegalStateException(
                    "Not all describe themselves: " + document.at("/x-unavailable"));
        }
        var endpoints = new ArrayList<Endpoint>();
        for (var path : document.at("/paths").properties()) {
            if (path.getKey().startsWith("/v1/")) {
                path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .map(operation -> endpoint(path, operation))
                        .forEach(endpoints::add);
            }
        }
        return new Walk(document, List.copyOf(endpoints), List.copyOf(owners), Map.copyOf(known));
    }

    private static Endpoint endpoint(
            Entry<String, JsonNode> path, Entry<String, JsonNode> operation) {
        JsonNode schema = operation.getValue().at("/requestBody/content/application~1json/schema");
        return new Endpoint(
                operation.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                schema.isMissingNode() ? null : schema,
                Stream.of(path.getValue(), operation.getValue())
                        .flatMap(described -> described.at("/parameters").valueStream())
                        .filter(parameter -> parameter.at("/in").asText().equals("query"))
                        .map(parameter -> parameter.at("/name").asText())
                        .distinct()
                        .toList(),
                formats(operation.getValue()));
    }

    /** Of what it answers when it is done; JSON where nothing is said. */
    private static List<String> formats(JsonNode operation) {
        var formats =
                operation.at("/responses").properties().stream()
                        .filter(response -> response.getKey().startsWith("2"))
                        .flatMap(response ->
                                response.getValue().at("/content").properties().stream())
                        .map(Entry::getKey)
                        .distinct()
                        .toList();
        return formats.isEmpty() ? List.of(JSON) : formats;
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * All of them, with what changes things after what reads them, and what takes something away
     * last: there is something to be seen until then.
     */
    public List<Endpoint> harmlessFirst() {
        return endpoints.stream().sorted(Comparator.comparingInt(Walk::harm)).toList();
    }

    private static int harm(Endpoint endpoint) {
        if (endpoint.isRead()) {
            return 0;
        }
        int ends =
                IntStream.range(0, ENDS.size())
                        .filter(i -> endpoint.toString().matches(ENDS.get(i)))
                        .findFirst()
                        .orElse(-1);
        return ends + 2;
    }

    /** The requests for it with the ids of the account that is walked, one for each format. */
    public List<Request> requests(Endpoint endpoint) {
        return requests(endpoint, ids(endpoint));
    }

    /** The requests for it with these ids, one for each format. */
    public List<Request> requests(Endpoint endpoint, Map<String, String> ids) {
        return endpoint.formats().stream().map(format -> request(endpoint, ids, format)).toList();
    }

    /** The request for it with these ids, in the first of its formats. */
    public Request request(Endpoint endpoint, Map<String, String> ids) {
        return request(endpoint, ids, endpoint.formats().getFirst());
    }

    private Request request(Endpoint endpoint, Map<String, String> ids, String format) {
        String path = endpoint.path();
        for (var id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return new Request(endpoint.method(), path, body(endpoint), format);
    }

    private @Nullable Object body(Endpoint endpoint) {
        if (endpoint.body() == null) {
            return endpoint.isRead() || endpoint.method().equals("DELETE") ? null : "";
        }
        return example(endpoint.body(), Map.of(), 0);
    }

    /**
     * The fields of what it takes that name things: all that have the format of an id, and those
     * that are called so.
     */
    public Set<String> idsInBody(Endpoint endpoint, Set<String> calledSo) {
        var names = new TreeSet<String>();
        if (endpoint.body() != null) {
            collectIds(endpoint.body(), calledSo, names, 0);
        }
        return names;
    }

    private void collectIds(
            JsonNode described, Set<String> calledSo, Set<String> names, int depth) {
        JsonNode schema = resolved(described, depth);
        for (var property : schema.at("/properties").properties()) {
            JsonNode value = resolved(property.getValue(), depth);
            if (value.at("/format").asText().equals("uuid")
                    || calledSo.contains(property.getKey())) {
                names.add(property.getKey());
            }
            collectIds(value, calledSo, names, depth + 1);
        }
        if (schema.has("items")) {
            collectIds(schema.at("/items"), calledSo, names, depth + 1);
        }
    }

    /**
     * Requests for it that name a thing in a field of their body: one for each value of each field
     * of a few words, since it may go with one of them alone.
     */
    public List<Request> requestsNaming(
            Endpoint endpoint, Map<String, String> ids, String field, String id) {
        JsonNode schema = resolved(Objects.requireNonNull(endpoint.body()), 0);
        Request request = request(endpoint, ids);
        var least = Map.<String, Object>of(field, id);
        var requests = new ArrayList<Request>();
        for (var property : schema.at("/properties").properties()) {
            resolved(property.getValue(), 0)
                    .at("/enum")
                    .valueStream()
                    .filter(JsonNode::isTextual)
                    .map(word -> and(least, property.getKey(), word.asText()))
                    .map(forced -> request.saying(example(schema, forced, 0)))
                    .forEach(requests::add);
        }
        return requests.isEmpty()
                ? List.of(request.saying(example(schema, least, 0)))
                : List.copyOf(requests);
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
        String address = path;
        return owners.stream()
                .map(owner -> owner.get(address).json().at("/items/0/id"))
                .filter(id -> !id.isMissingNode())
                .map(JsonNode::asText)
                .findFirst()
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    private static Map<String, Object> and(Map<String, Object> fields, String name, Object value) {
        var more = new HashMap<>(fields);
        more.put(name, value);
        return more;
    }

    /**
     * The smallest value that a schema takes: what is required, and of that the least.
     *
     * @param forced values of fields that are to be in it, by their names
     */
    private Object example(JsonNode described, Map<String, Object> forced, int depth) {
        JsonNode schema = resolved(described, depth);
        if (schema.has("enum")) {
            return schema.at("/enum/0").asText();
        }
        return switch (typeOf(schema)) {
            case "object" -> object(schema, forced, depth);
            case "array" -> List.of(example(schema.at("/items"), forced, depth + 1));
            case "integer", "number" -> schema.at("/minimum").asInt(1);
            case "boolean" -> false;
            case "string" -> text(schema);
            default -> throw new IllegalStateException("No example can be made of " + schema);
        };
    }

    private Map<String, Object> object(JsonNode schema, Map<String, Object> forced, int depth) {
        var required = schema.at("/required").valueStream().map(JsonNode::asText).toList();
        var object = new LinkedHashMap<String, Object>();
        for (var property : schema.at("/properties").properties()) {
            String name = property.getKey();
            Object value = forced.get(name);
            if (value != null) {
                object.put(name, value);
            } else if (required.contains(name) || hasAny(property.getValue(), forced, depth)) {
                object.put(name, example(property.getValue(), forced, depth + 1));
            }
        }
        return object;
    }

    /** Whether somewhere in it is a field that is to be there. */
    private boolean hasAny(JsonNode described, Map<String, Object> forced, int depth) {
        if (forced.isEmpty()) {
            return false;
        }
        JsonNode schema = resolved(described, depth);
        return schema.at("/properties").properties().stream()
                        .anyMatch(property ->
                                forced.containsKey(property.getKey())
                                        || hasAny(property.getValue(), forced, depth + 1))
                || (schema.has("items") && hasAny(schema.at("/items"), forced, depth + 1));
    }

    /** The schema itself, where another one or a choice stands for it. */
    private JsonNode resolved(JsonNode schema, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalStateException("A schema without an end: " + schema);
        }
        if (schema.has("$ref")) {
            return resolved(document.at(schema.at("/$ref").asText().substring(1)), depth + 1);
        }
        for (String either : List.of("allOf", "oneOf", "anyOf")) {
            if (schema.has(either)) {
                return resolved(firstOf(schema.at("/" + either)), depth + 1);
            }
        }
        return schema;
    }

    /** Nothing is no example of anything. */
    private static JsonNode firstOf(JsonNode choices) {
        return choices.valueStream()
                .filter(choice -> !choice.at("/type").asText().equals("null"))
                .findFirst()
                .orElseThrow();
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

    /** The same, but only in what is said of a client. */
    public static List<String> moneyIn(JsonNode document, String clientId) {
        return document.at("/clientId").asText().equals(clientId)
                ? moneyIn(document)
                : document.valueStream()
                        .flatMap(inner -> moneyIn(inner, clientId).stream())
                        .toList();
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

package io.seatflow.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One OpenAPI document out of the gateway's own and those of the services. */
final class MergedDocument {

    private static final String SCHEME = "bearer";
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final ObjectNode merged;

    private MergedDocument(ObjectNode merged) {
        this.merged = merged;
    }

    /**
     * @param own the gateway's own document
     * @param isShown which of the gateway's own paths belong to it now
     * @param services each service's document, by the service's name, in the order of showing
     * @param missing the services whose documents are not to be had now
     */
    static ObjectNode of(
            ObjectNode own,
            Predicate<String> isShown,
            Map<String, ObjectNode> services,
            List<String> missing) {
        var document = new MergedDocument(own.deepCopy());
        keepPaths(document.merged, isShown);
        // The services' paths are what people look for: the gateway's own come after them.
        ObjectNode paths = document.merged.withObjectProperty("paths");
        ObjectNode ownPaths = paths.deepCopy();
        paths.removeAll();
        services.forEach(document::add);
        paths.setAll(ownPaths);
        document.secure();
        document.tellOf(missing);
        return document.merged;
    }

    private static void keepPaths(ObjectNode document, Predicate<String> isKept) {
        ObjectNode paths = document.withObjectProperty("paths");
        for (String path : namesOf(paths)) {
            if (!isKept.test(path)) {
                paths.remove(path);
            }
        }
    }

    /** Adds what is public of a service. */
    private void add(String service, ObjectNode original) {
        ObjectNode document = original.deepCopy();
        keepPaths(document, path -> path.startsWith("/v1/"));
        document.withObjectProperty("components").remove("securitySchemes");
        ObjectNode own = following(document, newNames(service, document));
        own.withObjectProperty("components")
                .properties()
                .forEach(kind ->
                        merged.withObjectProperty("components")
                                .withObjectProperty(kind.getKey())
                                .setAll((ObjectNode) kind.getValue()));
        own.withObjectProperty("paths")
                .properties()
                .forEach(path ->
                        merged.withObjectProperty("paths")
                                .withObjectProperty(path.getKey())
                                .setAll((ObjectNode) path.getValue()));
        addTags(own);
    }

    /**
     * The references of a service that mean another thing than the same words of a service before
     * it, and what they are to be called instead: {@code Change} becomes {@code
     * ChangeOfSeatService}. What refers to such a component is another thing, too.
     */
    private Map<String, String> newNames(String service, ObjectNode document) {
        Map<String, String> renamed = new HashMap<>();
        int before;
        do {
            before = renamed.size();
            document.withObjectProperty("components")
                    .properties()
                    .forEach(kind -> rename(service, kind.getKey(), kind.getValue(), renamed));
        } while (renamed.size() > before);
        return renamed;
    }

    private void rename(
            String service, String kind, JsonNode components, Map<String, String> renamed) {
        JsonNode known = merged.withObjectProperty("components").path(kind);
        components
                .properties()
                .forEach(component -> {
                    JsonNode there = known.get(component.getKey());
                    if (there != null && !there.equals(referring(component.getValue(), renamed))) {
                        String reference = "#/components/" + kind + "/" + component.getKey();
                        renamed.put(reference, reference + "Of" + camelCase(service));
                    }
                });
    }

    /** The document with its components under their new names, and all references to them. */
    private static ObjectNode following(ObjectNode document, Map<String, String> renamed) {
        ObjectNode own = (ObjectNode) referring(document, renamed);
        renamed.forEach((from, to) -> {
            ObjectNode kind = (ObjectNode) own.at(from.substring(1, from.lastIndexOf('/')));
            kind.set(lastPart(to), kind.remove(lastPart(from)));
        });
        return own;
    }

    private static JsonNode referring(JsonNode node, Map<String, String> renamed) {
        return switch (node) {
            case TextNode text ->
                    TextNode.valueOf(renamed.getOrDefault(text.textValue(), text.textValue()));
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> copy.add(referring(element, renamed)));
                yield copy;
            }
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(field ->
                                copy.set(field.getKey(), referring(field.getValue(), renamed)));
                yield copy;
            }
            default -> node;
        };
    }

    private void addTags(ObjectNode own) {
        ArrayNode tags = merged.withArrayProperty("tags");
        own.path("tags")
                .forEach(tag -> {
                    boolean known =
                            tags.valueStream()
                                    .anyMatch(other -> other.path("name").equals(tag.path("name")));
                    if (!known) {
                        tags.add(tag);
                    }
                });
    }

    /** A token for all that has no page of its own, whatever a service says about it. */
    private void secure() {
        ObjectNode scheme =
                merged.withObjectProperty("components")
                        .withObjectProperty("securitySchemes")
                        .removeAll()
                        .withObjectProperty(SCHEME);
        scheme.put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        scheme.put("description", "A token of the realm seatflow.");
        merged.withArrayProperty("security").removeAll().addObject().putArray(SCHEME);
        merged.withObjectProperty("paths")
                .properties()
                .forEach(path -> secure(path.getKey(), path.getValue()));
    }

    private static void secure(String path, JsonNode operations) {
        for (String method : METHODS) {
            if (operations.get(method) instanceof ObjectNode operation) {
                operation.remove("security");
                if (!path.startsWith("/v1/") && !path.startsWith("/sandbox/")) {
                    operation.putArray("security");
                }
            }
        }
    }

    private void tellOf(List<String> missing) {
        ArrayNode names = merged.putArray("x-unavailable");
        missing.forEach(names::add);
        if (!missing.isEmpty()) {
            ObjectNode info = merged.withObjectProperty("info");
            info.put(
                    "description",
                    info.path("description").asText()
                            + " Not described here, since they do not answer now: "
                            + String.join(", ", missing)
                            + ".");
        }
    }

    private static List<String> namesOf(ObjectNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    private static String lastPart(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static String camelCase(String service) {
        StringBuilder name = new StringBuilder();
        for (String word : service.split("-", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }
}

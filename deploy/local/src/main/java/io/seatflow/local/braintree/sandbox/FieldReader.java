package io.seatflow.local.braintree.sandbox;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a JSON object and collects all that is wrong with them. */
final class FieldReader {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** A field that is not what it should be. */
    record BadField(String pointer, String detail) {}

    private final List<BadField> bad = new ArrayList<>();
    private final ObjectNode json;

    private FieldReader(ObjectNode json) {
        this.json = json;
    }

    /**
     * The object in a body, which may have those fields only; an empty body is an object without
     * any.
     */
    static FieldReader of(String body, Set<String> known) {
        try {
            var json = body.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(body);
            if (!(json instanceof ObjectNode object)) {
                return bad("must be a JSON object");
            }
            var reader = new FieldReader(object);
            var names = new TreeSet<String>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> reader.reject(name, "is not known"));
            return reader;
        } catch (JsonProcessingException e) {
            return bad("is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static FieldReader bad(String detail) {
        var reader = new FieldReader(MAPPER.createObjectNode());
        reader.bad.add(new BadField("", detail));
        return reader;
    }

    List<BadField> badFields() {
        return List.copyOf(bad);
    }

    void reject(String name, String detail) {
        bad.add(new BadField("/" + name.replace("~", "~0").replace("/", "~1"), detail));
    }

    boolean names(String name) {
        return json.has(name);
    }

    @Nullable Integer integer(String name, int max) {
        var node = json.get(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < 0
                || node.intValue() > max) {
            reject(name, "must be a whole number from 0 to " + max);
            return null;
        }
        return node.intValue();
    }

    @Nullable Boolean flag(String name) {
        var node = json.get(name);
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            reject(name, "must be true or false");
            return null;
        }
        return node.booleanValue();
    }

    /** A text; null where it is not named, or said to be null. */
    @Nullable String text(String name) {
        var node = json.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            reject(name, "must be a string");
            return null;
        }
        return node.textValue();
    }

    /** One of an enumeration's names, or null. */
    <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
        var node = json.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        var found = found(node, type);
        if (found.isEmpty()) {
            reject(name, oneOf(type));
        }
        return found.orElse(null);
    }

    /** A list of an enumeration's names and nulls; null where it is not named. */
    <E extends Enum<E>> @Nullable List<Optional<E>> listOf(String name, Class<E> type, int max) {
        var node = json.get(name);
        if (node == null) {
            return null;
        }
        if (!node.isArray() || node.size() > max) {
            reject(name, "must be a list of at most " + max);
            return null;
        }
        var all = new ArrayList<Optional<E>>();
        for (int i = 0; i < node.size(); i++) {
            var found = found(node.get(i), type);
            if (found.isEmpty() && !node.get(i).isNull()) {
                bad.add(new BadField("/" + name + "/" + i, oneOf(type)));
            }
            all.add(found);
        }
        return all;
    }

    private static <E extends Enum<E>> String oneOf(Class<E> type) {
        return "must be null or one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(Enum::name)
                        .collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> Optional<E> found(JsonNode node, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> node.isTextual() && each.name().equals(node.textValue()))
                .findFirst();
    }
}

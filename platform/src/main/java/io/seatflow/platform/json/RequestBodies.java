package io.seatflow.platform.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body into its record and names every bad field at once: unknown ones, those of
 * a wrong type, and those that violate a constraint of the record.
 */
@Singleton
public class RequestBodies {

    private final ObjectMapper strict;
    private final Validator validator;

    RequestBodies(ObjectMapper mapper, Validator validator) {
        this.strict = JsonSetup.strict(mapper);
        this.validator = validator;
    }

    /**
     * Reads {@code body} as {@code type}; an empty body reads as {@code {}}.
     *
     * @throws Problem {@code invalid-request}, naming every bad field by its JSON pointer
     */
    public <T> T read(byte[] body, Class<T> type) {
        T whole = wellFormed(body, type);
        if (whole != null && validator.validate(whole).isEmpty()) {
            return whole;
        }
        Map<String, String> errors = new LinkedHashMap<>();
        T value = bind(objectIn(body), type, errors);
        for (ConstraintViolation<T> violation : validator.validate(value)) {
            // The first finding about a field is the clearest: one of a wrong type also counts as
            // missing.
            errors.putIfAbsent(pointer(violation), violation.getMessage());
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(
                    errors.entrySet().stream()
                            .map(e -> new FieldError(e.getKey(), e.getValue()))
                            .toList());
        }
        return value;
    }

    /** What nearly every caller sends, read in one go; null where something has to be named. */
    private <T> @Nullable T wellFormed(byte[] body, Class<T> type) {
        try {
            return body.length == 0 ? null : strict.readValue(body, type);
        } catch (IOException _) {
            return null;
        }
    }

    private ObjectNode objectIn(byte[] body) {
        if (body.length == 0) {
            return strict.createObjectNode();
        }
        try {
            if (strict.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw Problem.invalid("", sentence(e));
        } catch (IOException e) {
            throw new IllegalStateException("A byte array can be read.", e);
        }
        throw Problem.invalid("", "must be a JSON object");
    }

    /** Binds what fits: each field that does not is named and taken out, until the rest does. */
    private <T> T bind(ObjectNode body, Class<T> type, Map<String, String> errors) {
        while (true) {
            try {
                return strict.treeToValue(body, type);
            } catch (JsonMappingException e) {
                if (!takeOut(body, e.getPath())) {
                    throw Problem.invalid(pointer(e.getPath()), detail(e));
                }
                errors.put(pointer(e.getPath()), detail(e));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A tree holds no broken JSON.", e);
            }
        }
    }

    private static boolean takeOut(ObjectNode body, List<JsonMappingException.Reference> path) {
        if (path.isEmpty()) {
            return false;
        }
        JsonNode parent = body;
        for (JsonMappingException.Reference step : path.subList(0, path.size() - 1)) {
            parent =
                    step.getFieldName() == null
                            ? parent.path(step.getIndex())
                            : parent.path(step.getFieldName());
        }
        JsonMappingException.Reference last = path.getLast();
        return switch (parent) {
            case ObjectNode object -> object.remove(last.getFieldName()) != null;
            case ArrayNode array -> array.remove(last.getIndex()) != null;
            default -> false;
        };
    }

    private static String detail(JsonMappingException e) {
        return switch (e) {
            case UnrecognizedPropertyException _ -> "is not a known field";
            case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
                    "must be " + nameOf(mismatch.getTargetType());
            default -> "has a value that does not fit";
        };
    }

    private static String sentence(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        String where =
                e.getLocation() == null
                        ? ""
                        : " (line "
                                + e.getLocation().getLineNr()
                                + ", column "
                                + e.getLocation().getColumnNr()
                                + ")";
        return message.startsWith("Duplicate field")
                ? "has the field " + message.substring(message.indexOf('\'')) + " twice" + where
                : "is not valid JSON" + where;
    }

    private static String pointer(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(step ->
                        "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
    }

    private static String pointer(ConstraintViolation<?> violation) {
        var pointer = new StringBuilder();
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                pointer.append('/').append(node.getName());
            }
        }
        return pointer.toString();
    }

    private static String nameOf(Class<?> target) {
        @Nullable Object[] constants = target.getEnumConstants();
        if (constants != null) {
            return Stream.of(constants)
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (target.getSimpleName()) {
            case "Integer", "int", "Long", "long" -> "a whole number";
            case "Boolean", "boolean" -> "true or false";
            case "String" -> "a string";
            case "UUID" -> "an id (UUID)";
            case "Instant" -> "an instant, as 2026-12-01T00:00:00Z";
            case "LocalDate" -> "a day, as 2026-12-01";
            case "Duration" -> "a duration, as P14D";
            case "List", "Set", "ArrayList" -> "an array";
            default -> "an object";
        };
    }
}

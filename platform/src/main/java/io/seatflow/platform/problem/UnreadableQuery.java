package io.seatflow.platform.problem;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Names the parameters of a query that cannot be read as what their endpoint takes. */
final class UnreadableQuery {

    private UnreadableQuery() {}

    static List<Problem.FieldError> errors(Method endpoint, MultivaluedMap<String, String> query) {
        List<Problem.FieldError> errors = new ArrayList<>();
        for (Parameter parameter : endpoint.getParameters()) {
            String name = nameOf(parameter);
            String text = name == null ? null : query.getFirst(name);
            if (text != null && !isReadable(parameter.getType(), text)) {
                errors.add(new Problem.FieldError("/" + name, "must be a whole number"));
            }
        }
        return errors;
    }

    private static @Nullable String nameOf(Parameter parameter) {
        QueryParam named = parameter.getAnnotation(QueryParam.class);
        if (named != null) {
            return named.value();
        }
        RestQuery query = parameter.getAnnotation(RestQuery.class);
        if (query == null) {
            return null;
        }
        return query.value().isEmpty() ? parameter.getName() : query.value();
    }

    /** Only numbers can be anything else: all other parameters are read by the endpoints. */
    private static boolean isReadable(Class<?> type, String text) {
        try {
            if (type == Integer.class || type == int.class) {
                var _ = Integer.parseInt(text);
            } else if (type == Long.class || type == long.class) {
                var _ = Long.parseLong(text);
            }
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }
}

package io.seatflow.platform.database;

import io.smallrye.mutiny.Uni;
import java.util.regex.Pattern;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** A transaction of Hibernate Reactive; Panache calls made inside it join it. */
public record HibernateTx(Mutiny.Session session) implements Tx {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\d+)");

    @Override
    public Uni<Integer> execute(String sql, @Nullable Object... parameters) {
        // Hibernate's own notation for the same ordinal parameter.
        Mutiny.Query<Object> query =
                session.createNativeQuery(PLACEHOLDER.matcher(sql).replaceAll("?$1"));
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.executeUpdate();
    }
}

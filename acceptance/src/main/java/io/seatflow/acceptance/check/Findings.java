package io.seatflow.acceptance.check;

import io.seatflow.acceptance.check.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The violations that a check comes upon. */
final class Findings {

    private final List<Violation> violations = new ArrayList<>();

    /** Notes a violation unless the condition holds. */
    // The annotation that this asks for would need a library of its own.
    @SuppressWarnings("AnnotateFormatMethod")
    void require(boolean holds, Rule rule, String detail, @Nullable Object... figures) {
        if (!holds) {
            violations.add(new Violation(rule, detail.formatted(figures)));
        }
    }

    List<Violation> all() {
        return List.copyOf(violations);
    }
}

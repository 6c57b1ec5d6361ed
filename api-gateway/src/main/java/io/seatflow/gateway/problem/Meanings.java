package io.seatflow.gateway.problem;

import io.seatflow.platform.problem.ProblemType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** What each problem means, in a sentence or two: {@code problems.properties}. */
@Singleton
class Meanings {

    private final Properties sentences = new Properties();

    Meanings() {
        try (Reader file =
                new InputStreamReader(
                        Objects.requireNonNull(
                                Meanings.class.getResourceAsStream("/problems.properties")),
                        StandardCharsets.UTF_8)) {
            sentences.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The title alone of a problem that nobody has explained yet. */
    String of(ProblemType type) {
        return sentences.getProperty(type.slug(), type.title() + ".");
    }
}

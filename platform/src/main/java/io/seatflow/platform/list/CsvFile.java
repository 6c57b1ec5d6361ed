package io.seatflow.platform.list;

import io.smallrye.mutiny.Multi;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.resteasy.reactive.RestMulti;

/**
 * A whole list as one file for whoever asks, sent part by part as fast as they take it.
 *
 * @param name what the file is called where it is kept
 * @param header its first line
 */
public record CsvFile(String name, String header) {

    private static final String DISPOSITION = "Content-Disposition";

    /**
     * A file that nobody mistakes for another.
     *
     * @param what is in it, as {@code seat-ledger}
     * @param whose it is
     * @param at when it was asked for
     */
    public static CsvFile of(String what, Object whose, Instant at, String header) {
        var second = at.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        return new CsvFile("%s-%s-%s.csv".formatted(what, whose, second), header);
    }

    /** The answer, of some lines at a time. */
    public RestMulti<String> answer(Multi<String> lines) {
        return RestMulti.fromMultiData(headed(lines)).header(DISPOSITION, disposition()).build();
    }

    /** With the header in one part with the first lines: what fails before them is a problem. */
    public Multi<String> headed(Multi<String> lines) {
        return Multi.createFrom()
                .deferred(() -> {
                    var isHeaded = new AtomicBoolean();
                    return lines.map(some -> isHeaded.getAndSet(true) ? some : header + some);
                });
    }

    /** What the answer says of it. */
    public Map<String, List<String>> headers() {
        return Map.of(DISPOSITION, List.of(disposition()));
    }

    private String disposition() {
        return "attachment; filename=\"%s\"".formatted(name);
    }
}

package io.seatflow.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the servers of one run keep their data and logs. The data is thrown away at the end. */
record RunFolder(Path path) implements AutoCloseable {

    static RunFolder in(Path folder) throws IOException {
        return new RunFolder(Files.createTempDirectory(folder, "run"));
    }

    @Override
    public void close() throws IOException {
        try (var kept = Files.newDirectoryStream(path, child -> !child.endsWith("logs"))) {
            for (Path child : kept) {
                delete(child);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

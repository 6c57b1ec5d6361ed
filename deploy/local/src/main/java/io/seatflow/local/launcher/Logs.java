package io.seatflow.local.launcher;

import io.seatflow.local.servers.StartupFailure;
import io.seatflow.local.suite.Component;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code ./dev logs}: the last lines of one component, or a few of each. */
record Logs(Path folder, List<Component> components, int linesMax) {

    private static final int LINES_OF_ONE_MAX = 200;
    private static final int LINES_OF_EACH_MAX = 10;

    Logs {
        components = List.copyOf(components);
    }

    static Logs of(Path state, List<String> words) {
        var folder = state.resolve("logs");
        if (words.isEmpty()) {
            return new Logs(folder, Arrays.asList(Component.values()), LINES_OF_EACH_MAX);
        }
        var components = words.stream().map(Component::named).toList();
        return new Logs(folder, components, LINES_OF_ONE_MAX);
    }

    int print(PrintStream out) {
        for (var component : components) {
            var log = folder.resolve(component.id() + ".log");
            out.printf("==> %s%n", log);
            if (Files.exists(log)) {
                lastLines(log).forEach(out::println);
            }
        }
        return 0;
    }

    private List<String> lastLines(Path log) {
        try (var lines = Files.lines(log)) {
            var all = lines.toList();
            return all.subList(Math.max(0, all.size() - linesMax), all.size());
        } catch (IOException e) {
            throw new StartupFailure("Cannot read " + log + ".", e);
        }
    }
}

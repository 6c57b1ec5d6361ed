package io.seatflow.local.launcher;

import io.seatflow.local.servers.ProjectFolder;
import io.seatflow.local.servers.StartupFailure;
import io.seatflow.local.suite.Component;
import io.seatflow.local.suite.SuiteOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/** The commands of {@code ./dev} that need more than a shell. */
public final class Dev {

    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Path state;

    private Dev(Path state) {
        this.state = state;
    }

    public static void main(String[] arguments) {
        try {
            var dev = new Dev(ProjectFolder.find().state());
            System.exit(dev.run(List.of(arguments)));
        } catch (StartupFailure | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private int run(List<String> words) {
        var command = words.isEmpty() ? "" : words.getFirst();
        var rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (command) {
            case "up" -> up(rest);
            case "down" -> new Down(state, System.out).run();
            case "status" -> new Status(Running.require(state), System.out).print();
            case "logs" -> Logs.of(state, rest).print(System.out);
            case "token" -> token(rest);
            case "demo" -> demo();
            default -> throw new IllegalArgumentException("There is no command " + command + ".");
        };
    }

    private int up(List<String> flags) {
        var unknown = flags.stream().filter(flag -> !Set.of("--detach", "--fresh").contains(flag));
        unknown.findFirst()
                .ifPresent(flag -> {
                    throw new IllegalArgumentException(
                            "./dev up takes --detach and --fresh, not " + flag + ".");
                });
        var up =
                new Up(
                        state,
                        SuiteOptions.inFolder(state, System.getenv()),
                        flags.contains("--fresh"),
                        System.out);
        return flags.contains("--detach") ? new Detached(state, up, System.out).run() : up.run();
    }

    private int token(List<String> words) {
        if (words.isEmpty() || words.size() > 2) {
            throw new IllegalArgumentException(
                    "./dev token takes an e-mail address (and a password).");
        }
        var password = words.size() == 2 ? words.get(1) : DemoData.PASSWORD;
        System.out.println(api(Running.require(state)).token(words.getFirst(), password));
        return 0;
    }

    private int demo() {
        var run = RUN.format(Clock.systemUTC().instant());
        new Demo(api(Running.require(state)), run, System.out).play();
        return 0;
    }

    static Api api(Running running) {
        return new Api(
                Addresses.of(running.port(Component.GATEWAY)),
                Addresses.of(running.port(Component.KEYCLOAK)).resolve("/realms/seatflow"));
    }
}

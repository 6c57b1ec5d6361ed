package io.seatflow.local.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs Maven quietly: one line a module, the errors alone when it fails, the sum of the tests at
 * the end. It needs nothing but the JDK, because it runs before anything is built.
 */
public final class Build {

    private static final List<String> MODULES =
            List.of(
                    "deploy/local",
                    "platform",
                    "account-service",
                    "seat-service",
                    "billing-service",
                    "trial-scheduler",
                    "api-gateway");

    /** What runs, and no more: the format and the tests are for ./dev check and ./dev test. */
    private static final List<String> PACKAGE =
            List.of("package", "-DskipTests", "-Dspotless.check.skip");

    private static final Pattern MODULE =
            Pattern.compile("\\[INFO\\] Building Seatflow :: (.*) 1\\..*\\[(\\d+)/(\\d+)\\]");
    private static final Pattern TEST_CLASS = Pattern.compile("Tests run: (\\d+),.*-- in (.*)");
    private static final Pattern LAUNCHER = Pattern.compile("\"pid\":(\\d+)");
    private static final Pattern COUNT = Pattern.compile("<testsuite [^>]*>", Pattern.DOTALL);
    private static final Pattern ADVICE =
            Pattern.compile(
                    "^\\[ERROR\\] *($|-> \\[Help|To see the full|Re-run Maven|For more information"
                            + "|\\[Help|After correcting|mvn <args>)");
    private static final int ERROR_LINES_MAX = 60;

    private final Path root;

    private Build(Path root) {
        this.root = root;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var build = new Build(Path.of("").toAbsolutePath());
        System.exit(build.run(List.of(arguments)));
    }

    private int run(List<String> words) throws IOException, InterruptedException {
        var rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "stale" -> buildWhatIsStale();
            case "test" -> test(rest);
            case "check" -> check();
            case "fmt" -> maven("fmt", List.of("spotless:apply"), false);
            default -> throw new IllegalArgumentException(words.getFirst());
        };
    }

    private Path stamp() {
        return root.resolve(".local/built");
    }

    private int buildWhatIsStale() throws IOException, InterruptedException {
        // What runs is not built anew beneath its feet; the launcher says why it does not start.
        var stale = isRunning() ? List.<String>of() : staleModules();
        if (stale.isEmpty()) {
            return 0;
        }
        System.out.println("Building what has changed");
        // The time before the build: what changes while it runs is built the next time.
        Files.createDirectories(stamp().getParent());
        var begun = Files.createTempFile(stamp().getParent(), "built", "");
        var words = new ArrayList<>(PACKAGE);
        words.addAll(List.of("--also-make", "--projects", String.join(",", stale)));
        int exitCode = maven("build", words, false);
        if (exitCode == 0) {
            Files.move(begun, stamp(), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(begun);
        }
        return exitCode;
    }

    private boolean isRunning() throws IOException {
        var running = root.resolve(".local/running.json");
        if (!Files.exists(running)) {
            return false;
        }
        var pid = LAUNCHER.matcher(Files.readString(running));
        return pid.find()
                && ProcessHandle.of(Long.parseLong(pid.group(1)))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }

    /** What has changed since the last build; all of it where what all lean on has. */
    private List<String> staleModules() throws IOException {
        if (!isBuilt()) {
            return MODULES;
        }
        var built = Files.getLastModifiedTime(stamp());
        if (isNewer(root.resolve("pom.xml"), built) || isStale("platform", built)) {
            return MODULES;
        }
        return MODULES.stream().filter(module -> isStale(module, built)).toList();
    }

    private boolean isBuilt() {
        return Files.exists(stamp())
                && MODULES.stream()
                        .filter(module -> module.contains("-"))
                        .allMatch(module -> Files.exists(application(module)))
                && Files.exists(root.resolve("deploy/local/target/servers"));
    }

    private Path application(String module) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** Folders count too: a deleted file changes nothing but its folder. */
    private boolean isStale(String module, FileTime built) {
        var folder = root.resolve(module);
        return isNewer(folder.resolve("pom.xml"), built)
                || isNewer(folder.resolve("src/main"), built);
    }

    private static boolean isNewer(Path path, FileTime built) {
        if (!Files.exists(path)) {
            return false;
        }
        try (var files = Files.walk(path)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int check() throws IOException, InterruptedException {
        int exitCode =
                maven(
                        "check",
                        List.of(
                                "test",
                                "-Dtest=*ArchitectureTest",
                                "-Dsurefire.failIfNoSpecifiedTests=false"),
                        false);
        if (exitCode == 0) {
            System.out.println("Format, compiler and architecture rules: all hold.");
        }
        return exitCode;
    }

    private int test(List<String> options) throws IOException, InterruptedException {
        for (var report : reports()) {
            Files.delete(report);
        }
        // Two modules at once: each has servers of its own, and waits for them more than it
        // computes.
        // A failed test does not keep its service from being packaged, or all that tries the whole
        // suite would fail with it and tell nothing.
        var words =
                new ArrayList<>(
                        List.of(
                                "verify",
                                "--fail-at-end",
                                "-Dmaven.test.failure.ignore=true",
                                "-T",
                                "2"));
        words.addAll(options);
        int exitCode = maven("test", words, true);
        var totals = new int[3];
        for (var report : reports()) {
            add(Files.readString(report), totals);
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", totals[0], totals[1], totals[2]);
        return exitCode;
    }

    private List<Path> reports() throws IOException {
        var reports = new ArrayList<Path>();
        for (var module : Stream.concat(MODULES.stream(), Stream.of("acceptance")).toList()) {
            for (var kind : List.of("surefire-reports", "failsafe-reports")) {
                var folder = root.resolve(module).resolve("target").resolve(kind);
                if (Files.isDirectory(folder)) {
                    try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                        files.forEach(reports::add);
                    }
                }
            }
        }
        return reports;
    }

    /** Adds what a report's first element counts to passed, failed and skipped. */
    private static void add(String report, int[] totals) {
        var element = COUNT.matcher(report);
        if (!element.find()) {
            return;
        }
        int failed = count(element.group(), "failures") + count(element.group(), "errors");
        int skipped = count(element.group(), "skipped");
        totals[0] += count(element.group(), "tests") - failed - skipped;
        totals[1] += failed;
        totals[2] += skipped;
    }

    private static int count(String element, String attribute) {
        var matcher = Pattern.compile(" " + attribute + "=\"(\\d+)\"").matcher(element);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private int maven(String name, List<String> words, boolean showTests)
            throws IOException, InterruptedException {
        var log =
                Files.createDirectories(root.resolve(".local/logs")).resolveSibling(name + ".log");
        var command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
        command.addAll(words);
        var builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Maven's own libraries use what JDK 25 warns about; that is nobody's business here.
        builder.environment()
                .merge(
                        "MAVEN_OPTS",
                        "--sun-misc-unsafe-memory-access=allow",
                        (old, more) -> old + " " + more);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        var errors = new ArrayList<String>();
        var maven = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(maven::destroy));
        try (var lines = maven.inputReader();
                var out = Files.newBufferedWriter(log)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line);
                out.newLine();
                show(line, showTests);
                if (isError(line) && errors.size() < ERROR_LINES_MAX) {
                    errors.add(line.replaceFirst("^\\[[A-Z]+\\]", "").strip());
                }
            }
        }
        // What Maven calls an error is one, though it is told to go on after failed tests.
        int exitCode = Math.max(maven.waitFor(), errors.isEmpty() ? 0 : 1);
        if (exitCode != 0) {
            errors.stream()
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> System.err.println("  " + line));
            System.err.println("Maven failed. Its log: " + log);
        }
        return exitCode;
    }

    /**
     * Maven's advice about Maven is left out, and what it says of a test again at the end with the
     * cause; the compiler's warnings fail the build too.
     */
    private static boolean isError(String line) {
        return line.startsWith("[ERROR] ")
                ? !ADVICE.matcher(line).find() && !line.contains("<<<")
                : line.startsWith("[WARNING] ") && line.contains(".java:[");
    }

    private static void show(String line, boolean showTests) {
        var module = MODULE.matcher(line);
        if (module.find()) {
            System.out.printf(
                    "  %s (%s of %s)%n", module.group(1), module.group(2), module.group(3));
            return;
        }
        var tests = TEST_CLASS.matcher(line);
        if (showTests && tests.find()) {
            var broken = line.contains("FAILURE") || line.contains("ERROR");
            System.out.printf(
                    "    %s %s %s%n",
                    broken ? "FAILED" : "ok",
                    tests.group(2).replaceAll(".*\\.", ""),
                    tests.group(1));
        }
    }
}

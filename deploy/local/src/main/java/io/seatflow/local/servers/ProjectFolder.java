package io.seatflow.local.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The project's root, and where local servers keep what they unpack, store and log. */
public record ProjectFolder(Path root) {

    /** The nearest folder upwards from the working directory that has {@code deploy/local}. */
    public static ProjectFolder find() {
        var start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("deploy/local/pom.xml"))) {
                return new ProjectFolder(folder);
            }
        }
        throw new StartupFailure("No folder above " + start + " holds Seatflow's deploy/local.");
    }

    /** What git ignores: unpacked servers, data, logs. */
    public Path state() {
        return root.resolve(".local");
    }

    /** The class path of this module's own JVMs: the launcher's, the stand-in's. */
    public String launcherClassPath() {
        return classPath("launcher");
    }

    /** The class path of Kafka's JVM. */
    String kafkaClassPath() {
        return classPath("kafka");
    }

    private String classPath(String name) {
        var file = target().resolve(name + ".classpath");
        try {
            return target().resolve("classes") + ":" + Files.readString(file).strip();
        } catch (IOException e) {
            throw notBuilt(file, e);
        }
    }

    /** The name, with its version, of a server that the build has fetched. */
    String nameOf(String server) {
        try (var in = ProjectFolder.class.getResourceAsStream("versions.properties")) {
            var versions = new Properties();
            versions.load(in);
            return versions.getProperty(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An archive that the build has fetched. */
    Path archive(String name) {
        var file = target().resolve("servers").resolve(name);
        if (!Files.exists(file)) {
            throw notBuilt(file, null);
        }
        return file;
    }

    private Path target() {
        return root.resolve("deploy/local/target");
    }

    private static StartupFailure notBuilt(Path file, @Nullable Throwable cause) {
        return new StartupFailure(
                "There is no %s: build deploy/local first.".formatted(file), cause);
    }
}

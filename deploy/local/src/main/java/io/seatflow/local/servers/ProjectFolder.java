package io.seatflow.local.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** The libraries of this module, for JVMs that it starts. */
    public Path libraries() {
        return root.resolve("deploy/local/target/lib");
    }

    /** This module's own classes, which the build makes before it packs them. */
    public Path ownClasses() {
        return root.resolve("deploy/local/target/classes");
    }

    /** The one file or folder of the build's server artifacts whose name starts so. */
    public Path artifact(String prefix) {
        var servers = root.resolve("deploy/local/target/servers");
        if (Files.isDirectory(servers)) {
            try (var files = Files.newDirectoryStream(servers, prefix + "*")) {
                for (Path file : files) {
                    return file;
                }
            } catch (IOException e) {
                throw new StartupFailure("Cannot read " + servers + ".", e);
            }
        }
        throw new StartupFailure(
                "No %s in %s: build deploy/local first.".formatted(prefix, servers));
    }
}

package io.seatflow.local.servers;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Archives unpacked once and kept, also when several processes want the same one at once. */
final class Unpacked {

    private Unpacked() {}

    /** Fills an empty folder. */
    interface Filling {
        void into(Path folder) throws IOException;
    }

    /** The folder, filled if it was not there. Others wait until it is complete. */
    static synchronized Path once(Path folder, Filling filling) {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(folder.getParent());
            try (var file = FileChannel.open(beside(folder, ".lock"), CREATE, WRITE);
                    var _ = file.lock()) {
                if (!Files.isDirectory(folder)) {
                    fill(folder, filling);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new StartupFailure(
                    "Cannot unpack into %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** What was cut short before is thrown away. */
    private static void fill(Path folder, Filling filling) throws IOException {
        var unfinished = beside(folder, ".unfinished");
        delete(unfinished);
        filling.into(Files.createDirectories(unfinished));
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path beside(Path folder, String suffix) {
        return folder.resolveSibling(folder.getFileName() + suffix);
    }

    /** Unpacks a zip, leaving out the single folder that it keeps everything in. */
    static void zip(Path archive, Path folder) throws IOException {
        try (var zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var name = Path.of(entry.getName());
                if (name.getNameCount() < 2 || entry.isDirectory()) {
                    continue;
                }
                var file = inside(folder, name.subpath(1, name.getNameCount()).toString());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    /** Unpacks the tar.xz that a jar of PostgreSQL's binaries holds. */
    static void jarOfTarXz(Path jar, Path folder) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            var archive =
                    zip.stream()
                            .filter(entry -> entry.getName().endsWith(".txz"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no .txz in " + jar));
            try (var tar = new TarArchiveInputStream(unxz(zip.getInputStream(archive)))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    place(tar, entry, folder);
                }
            }
        }
    }

    private static InputStream unxz(InputStream in) throws IOException {
        return new BufferedInputStream(new XZInputStream(in));
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
            throws IOException {
        var file = inside(folder, entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions =
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    private static Path inside(Path folder, String name) throws IOException {
        var file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException(name + " lies outside of its archive");
        }
        return file;
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

package dev.tocsin.elastic.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL programs as they lie on Maven Central, one jar per platform; unpacked once into the cache. */
final class PostgresDistribution {
    private static final String VERSION = "18.6";

    private PostgresDistribution() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}. */
    static Path home(Consumer<String> progress) throws IOException {
        Path cache = Cache.folder();
        Path home = cache.resolve("postgresql-" + VERSION);
        Path marker = home.resolve(".unpacked");
        if (Files.exists(marker)) {
            return home;
        }
        try (FileChannel channel = FileChannel.open(
                        cache.resolve("unpack-postgresql.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(marker)) {
                progress.accept("Unpacking PostgreSQL " + VERSION + " into " + cache);
                unpack(archive(System.getProperty("os.name", ""), System.getProperty("os.arch", "")), home);
                Files.createFile(marker);
            }
        }
        return home;
    }

    static String archive(String system, String architecture) {
        boolean isMac = system.toLowerCase(Locale.ROOT).contains("mac");
        boolean isArm = architecture.equals("aarch64") || architecture.equals("arm64");
        return "/postgres-" + (isMac ? "darwin" : "linux") + "-" + (isArm ? "arm_64" : "x86_64") + ".txz";
    }

    private static void unpack(String resource, Path home) throws IOException {
        try (InputStream packed = PostgresDistribution.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IOException("no PostgreSQL for this platform (" + resource
                        + "): start a PostgreSQL of your own and set TOCSIN_DB_URL");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(tar, entry, home);
                }
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path home) throws IOException {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
            throw new IOException("an entry of the PostgreSQL archive points outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.deleteIfExists(target);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
        boolean isProgram = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
    }
}

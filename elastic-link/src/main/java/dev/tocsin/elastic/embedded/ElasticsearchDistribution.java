package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The real Elasticsearch server as it lies on Maven Central ({@code org.elasticsearch.distribution.integ-test-zip}):
 * found in the cache or in the local Maven repository, checked against the pinned checksum, unpacked once.
 */
public final class ElasticsearchDistribution {
    public static final String VERSION = "9.5.3";
    public static final String ARTIFACT =
            "org.elasticsearch.distribution.integ-test-zip:elasticsearch:" + VERSION + ":zip";
    private static final String SHA_256 = "bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d";
    private static final String ZIP = "elasticsearch-" + VERSION + ".zip";

    private ElasticsearchDistribution() {}

    /** Whether nothing has to be fetched: it is unpacked, or the zip is here. */
    public static boolean isHere() throws IOException {
        return Files.exists(marker(Cache.folder())) || places().stream().anyMatch(Files::exists);
    }

    /**
     * The unpacked server; unpacks it at the first call. Safe beside other processes.
     *
     * @throws DistributionMissing if the zip has not been fetched
     */
    public static Path home(Consumer<String> progress) throws IOException {
        Path cache = Cache.folder();
        Path home = cache.resolve("elasticsearch-" + VERSION);
        if (Files.exists(marker(cache))) {
            return home;
        }
        try (FileChannel channel = FileChannel.open(
                        cache.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(marker(cache))) {
                Path zip = zip();
                progress.accept("Checking and unpacking Elasticsearch " + VERSION + " into " + cache);
                verify(zip);
                unpack(zip, cache);
                Files.writeString(marker(cache), SHA_256);
            }
        }
        return home;
    }

    private static Path marker(Path cache) {
        return cache.resolve("elasticsearch-" + VERSION).resolve(".unpacked");
    }

    private static Path zip() throws IOException {
        for (Path place : places()) {
            if (Files.exists(place)) {
                return place;
            }
        }
        throw new DistributionMissing("Elasticsearch " + VERSION + " (132 MB) is not on this machine. Looked at "
                + places() + ". Fetch it with: ./tocsin fetch");
    }

    private static List<Path> places() throws IOException {
        List<Path> places = new ArrayList<>();
        String given = System.getProperty("tocsin.elasticsearch.zip", "");
        if (!given.isBlank()) {
            places.add(Path.of(given));
        }
        places.add(Cache.folder().resolve(ZIP));
        Path repository = Path.of(System.getProperty(
                "maven.repo.local",
                Path.of(System.getProperty("user.home", ""), ".m2", "repository")
                        .toString()));
        places.add(repository.resolve(
                "org/elasticsearch/distribution/integ-test-zip/elasticsearch/" + VERSION + "/" + ZIP));
        return places;
    }

    private static void verify(Path zip) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(zip), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(SHA_256)) {
                throw new IOException("the checksum of " + zip + " is " + found + ", expected " + SHA_256
                        + ": delete the file and fetch it again");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void unpack(Path zip, Path cache) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = cache.resolve(entry.getName()).normalize();
                if (!target.startsWith(cache)) {
                    throw new IOException("an entry of " + zip + " points outside: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                boolean isProgram = entry.getName().contains("/bin/");
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}

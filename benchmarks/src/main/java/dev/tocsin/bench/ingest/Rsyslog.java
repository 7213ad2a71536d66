package dev.tocsin.bench.ingest;

import dev.tocsin.bench.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * rsyslog with its output for Elasticsearch, as it is installed, or as {@code .ci/run} has unpacked it.
 *
 * @param program its daemon
 * @param modules the folder of its modules
 * @param environment that it needs
 */
record Rsyslog(Path program, Path modules, Map<String, String> environment) {
    private static final String OUTPUT = "omelasticsearch.so";
    private static final List<String> MODULE_FOLDERS = List.of(
            "usr/lib/x86_64-linux-gnu/rsyslog",
            "usr/lib/aarch64-linux-gnu/rsyslog",
            "usr/lib64/rsyslog",
            "usr/lib/rsyslog");

    /**
     * Looks for it.
     *
     * @throws IOException with the line that installs it
     */
    static Rsyslog find() throws IOException {
        Path unpacked = Jars.home().resolve("target/peers/debian");
        return in(Path.of("/"), Map.of())
                .or(() -> in(unpacked, Map.of("LD_LIBRARY_PATH", libraries(unpacked))))
                .orElseThrow(
                        () -> new IOException("There is no rsyslog with omelasticsearch on this machine. Install it:\n"
                                + "  Debian, Ubuntu   apt-get install rsyslog rsyslog-elasticsearch\n"
                                + "  Fedora           dnf install rsyslog rsyslog-elasticsearch\n"
                                + "or, without installing, run .ci/run on Debian: it unpacks it into " + unpacked));
    }

    List<String> command(Path configuration, Path pidFile) {
        return List.of(
                program.toString(),
                "-n",
                "-M",
                modules.toString(),
                "-i",
                pidFile.toString(),
                "-f",
                configuration.toString());
    }

    private static Optional<Rsyslog> in(Path root, Map<String, String> environment) {
        Path program = root.resolve("usr/sbin/rsyslogd");
        return MODULE_FOLDERS.stream()
                .map(root::resolve)
                .filter(modules -> Files.isExecutable(program) && Files.exists(modules.resolve(OUTPUT)))
                .findFirst()
                .map(modules -> new Rsyslog(program, modules, environment));
    }

    private static String libraries(Path root) {
        String more = Objects.requireNonNullElse(System.getenv("LD_LIBRARY_PATH"), "");
        return Stream.concat(
                        MODULE_FOLDERS.stream()
                                .map(folder -> root.resolve(folder).getParent()),
                        Stream.of(root.resolve("lib/x86_64-linux-gnu"), root.resolve("lib/aarch64-linux-gnu")))
                .map(String::valueOf)
                .reduce(more, (all, folder) -> all.isEmpty() ? folder : all + ":" + folder);
    }
}

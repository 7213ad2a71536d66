package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Elasticsearch refuses to run as root. As root it is put into a user namespace, where it sees itself as an ordinary
 * user while its files stay root's own, so that they may lie anywhere; where namespaces are forbidden it runs as nobody,
 * whose files have to be within that user's reach.
 */
final class RootEscape {
    private static final List<String> NAMESPACE = List.of("unshare", "--user", "--map-user=1000", "--map-group=1000");
    private static final String NOBODY = "65534";
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--bounding-set=-all");

    private RootEscape() {}

    /** The command as an ordinary user may run it; {@code ownFolder} is what it has to write to. */
    static List<String> wrap(List<String> command, Path ownFolder) throws IOException {
        if (!System.getProperty("user.name", "").equals("root")) {
            return command;
        }
        List<String> wrapped = new ArrayList<>();
        if (works(NAMESPACE)) {
            wrapped.addAll(NAMESPACE);
        } else {
            handOver(ownFolder);
            if (!works(with(AS_NOBODY, "test", "-w", ownFolder.toString()), List.of())) {
                throw new IOException("Elasticsearch does not run as root, user namespaces are forbidden here, and the "
                        + "user nobody cannot write to " + ownFolder
                        + ": choose another folder with --data, for example --data /var/lib/tocsin, or run as an "
                        + "ordinary user");
            }
            wrapped.addAll(AS_NOBODY);
        }
        wrapped.addAll(command);
        return wrapped;
    }

    private static void handOver(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setAttribute(path, "unix:uid", Integer.valueOf(NOBODY));
                Files.setAttribute(path, "unix:gid", Integer.valueOf(NOBODY));
            }
        }
    }

    private static boolean works(List<String> wrapper) {
        return works(wrapper, List.of("true"));
    }

    private static boolean works(List<String> wrapper, List<String> command) {
        List<String> line = new ArrayList<>(wrapper);
        line.addAll(command);
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // the program itself is not there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> with(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }
}

package dev.tocsin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A temporary folder that is gone afterwards. */
final class ScratchFolder implements AutoCloseable {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    static ScratchFolder make() throws IOException {
        return new ScratchFolder(Files.createTempDirectory("tocsin-bench"));
    }

    /**
     * For figures that mean fsync. Says what file system it is.
     *
     * @throws IOException if it is one in memory
     */
    static ScratchFolder onDisk() throws IOException {
        ScratchFolder folder = make();
        try {
            String type = Files.getFileStore(folder.path).type();
            requireDisk(folder.path, type);
            System.out.println("Data in " + folder.path + ", file system " + type);
            return folder;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    static void requireDisk(Path folder, String type) throws IOException {
        if (IN_MEMORY.contains(type)) {
            throw new IOException(
                    folder + " is in memory (" + type + "), where fsync does nothing and figures say nothing."
                            + " Name a folder on a disk: -Djava.io.tmpdir=FOLDER, with ./tocsin in JAVA_TOOL_OPTIONS");
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}

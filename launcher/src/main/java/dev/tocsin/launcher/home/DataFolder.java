package dev.tocsin.launcher.home;

import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a running Tocsin keeps its state in. A lock of the operating system says whether one runs: it is gone
 * with the process, however that ended. {@code tocsin.json} says what runs, and may be stale.
 */
public final class DataFolder implements AutoCloseable {
    private static final String STATE = "tocsin.json";
    private static final String LOCK = "tocsin.lock";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder if need be and takes it for this process.
     *
     * @throws Problem if another process has it
     */
    public static DataFolder take(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel, false) == null) {
            channel.close();
            String who = state(path)
                    .map(state -> " (PID " + state.launcher().pid() + ")")
                    .orElse("");
            throw new Problem("a Tocsin" + who + " is running on the data folder " + path
                    + ".\nSee it with ./tocsin status --data " + path + ", stop it with ./tocsin down --data " + path
                    + ", or choose another folder.");
        }
        return new DataFolder(path, channel);
    }

    /** Whether some process has taken the folder. */
    public static boolean isTaken(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ)) {
            return lock(channel, true) == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What was last written; empty also if it cannot be understood. */
    public static Optional<RunState> state(Path path) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(Files.readString(path.resolve(STATE))))) {
            return Optional.of(RunState.fromJson(reader.readObject()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonException
                | NullPointerException
                | ClassCastException
                | DateTimeException
                | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Takes away what a Tocsin that was killed has left. */
    public static void forget(Path path) throws IOException {
        Files.deleteIfExists(path.resolve(STATE));
    }

    public Path path() {
        return path;
    }

    public void write(RunState state) throws IOException {
        Path fresh = path.resolve(STATE + ".new");
        Files.writeString(fresh, state.toJson().toString() + "\n");
        Files.move(fresh, path.resolve(STATE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Gives the folder back, in order: whatever looks at it now sees that nothing runs. */
    @Override
    public void close() {
        try {
            forget(path);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("giving back " + path, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it
        }
    }
}

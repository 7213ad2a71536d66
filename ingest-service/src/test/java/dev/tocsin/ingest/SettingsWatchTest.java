package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.SettingsWatch.Reading.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SettingsWatchTest {
    private static final IngestSettings SETTINGS = settings();

    @TempDir
    private Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private Optional<String> trouble = Optional.empty();
    private final List<String> taken = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("ingest.yml"), "first");
    }

    private SettingsWatch watch() {
        return new SettingsWatch(file, this::read, SETTINGS, _ -> taken.add(content()), () -> now);
    }

    private Result read() {
        return new Result(trouble, trouble.isPresent() ? Optional.empty() : Optional.of(SETTINGS));
    }

    private String content() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "none";
        }
    }

    /** What is new counts once it is at rest. */
    private void look(SettingsWatch watch) {
        watch.look();
        now = now.plusSeconds(2);
        watch.look();
    }

    @Test
    void whatIsSavedIsTakenOnce() throws IOException {
        SettingsWatch watch = watch();
        look(watch);
        assertThat(taken).isEmpty();

        Files.writeString(file, "second");
        look(watch);
        look(watch);

        assertThat(taken).containsExactly("second");
    }

    @Test
    void whatIsBrokenChangesNothing() throws IOException {
        SettingsWatch watch = watch();
        trouble = Optional.of("ingest.yml:3 tocsin.ingest.tcp.prot: unknown key");

        Files.writeString(file, "broken");
        look(watch);
        assertThat(taken).isEmpty();

        trouble = Optional.empty();
        Files.writeString(file, "mended");
        look(watch);
        assertThat(taken).containsExactly("mended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void anEmptyFileIsNoWish(String content) throws IOException {
        SettingsWatch watch = watch();

        Files.writeString(file, content);
        look(watch);
        assertThat(taken).isEmpty();

        Files.writeString(file, "second");
        look(watch);
        assertThat(taken).containsExactly("second");
    }

    @Test
    void norIsAFileThatIsAway() throws IOException {
        SettingsWatch watch = watch();

        Files.delete(file);
        look(watch);
        assertThat(taken).isEmpty();

        Files.writeString(file, "first");
        look(watch);
        assertThat(taken).as("it is as it was").isEmpty();
    }

    private static IngestSettings settings() {
        return new Binder(new MapConfigurationPropertySource()).bindOrCreate("tocsin.ingest", IngestSettings.class);
    }
}

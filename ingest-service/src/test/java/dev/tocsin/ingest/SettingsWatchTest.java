package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.SettingsWatch.Reading.Result;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The file is of properties here, for how it is read is another's. */
@Execution(ExecutionMode.SAME_THREAD)
class SettingsWatchTest {
    private static final String NONE = "# none\n";
    private static final String RATE_5 = "tocsin.ingest.tcp.event-rate=5\n";
    private static final String RATE_6 = "tocsin.ingest.tcp.event-rate=6\n";
    private static final String PORT = "tocsin.ingest.tcp.port=1\n";

    @TempDir
    private Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private Optional<String> trouble = Optional.empty();
    private Optional<String> doesNotFit = Optional.empty();
    private final List<IngestSettings> taken = new ArrayList<>();
    private final Logger log = TestLog.of(SettingsWatch.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final RefusedFiles refused = new RefusedFiles();

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("ingest.yml"), NONE);
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        log.detachAppender(said);
        log.setLevel(null);
    }

    /** Started with what the file says now. */
    private SettingsWatch watch() throws IOException {
        return watchStartedWith(Files.readString(file));
    }

    private SettingsWatch watchStartedWith(String content) {
        return new SettingsWatch(file, this::read, settings(content), this::use, refused, () -> now);
    }

    private Result read() {
        return new Result(trouble, trouble.isPresent() ? Optional.empty() : Optional.of(settings(content())));
    }

    private void use(IngestSettings settings) {
        doesNotFit.ifPresent(sentence -> {
            throw new CannotOpenDoor(sentence);
        });
        taken.add(settings);
    }

    private String content() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private List<Integer> rates() {
        return taken.stream().map(settings -> settings.tcp().eventRate()).toList();
    }

    private List<String> said() {
        return said.list.stream()
                .map(event -> event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
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
        assertThat(said()).isEmpty();

        Files.writeString(file, RATE_5);
        look(watch);
        look(watch);

        assertThat(rates()).containsExactly(5);
        assertThat(said()).containsExactly("settings were read again [changed=\"[tocsin.ingest.tcp.event-rate]\"]");
    }

    @Test
    void whatWasChangedBetweenTheStartAndTheFirstLookIsTaken() throws IOException {
        SettingsWatch watch = watchStartedWith(NONE);
        Files.writeString(file, RATE_5);

        look(watch);

        assertThat(rates()).containsExactly(5);
    }

    @Test
    void whatNeedsARestartIsToldAndNotTaken() throws IOException {
        SettingsWatch watch = watch();
        Files.writeString(file, RATE_5 + PORT);

        look(watch);

        assertThat(rates()).containsExactly(5);
        assertThat(taken.getFirst().tcp().port()).isEqualTo(5_170);
        assertThat(said())
                .containsExactly(
                        "settings were read again [changed=\"[tocsin.ingest.tcp.event-rate]\"]",
                        "settings were changed that need a restart [changed=\"[tocsin.ingest.tcp.port]\"]");
    }

    @Test
    void whatIsTakenBackNeedsNoRestart() throws IOException {
        SettingsWatch watch = watch();
        Files.writeString(file, PORT);
        look(watch);
        assertThat(said()).singleElement().asString().contains("need a restart");

        Files.writeString(file, NONE);
        look(watch);

        assertThat(said()).hasSize(1);
        assertThat(taken).isEmpty();
    }

    @Test
    void whatIsBrokenChangesNothing() throws IOException {
        SettingsWatch watch = watch();
        trouble = Optional.of("ingest.yml:3 tocsin.ingest.tcp.prot: unknown key");

        Files.writeString(file, RATE_5);
        look(watch);
        assertThat(taken).isEmpty();
        assertThat(refused.reasons())
                .containsExactly(Map.entry(WatchedFile.SETTINGS, "ingest.yml:3 tocsin.ingest.tcp.prot: unknown key"));

        trouble = Optional.empty();
        Files.writeString(file, RATE_6);
        look(watch);
        assertThat(rates()).containsExactly(6);
        assertThat(refused.reasons()).isEmpty();
    }

    @Test
    void whatIsTakenBackIsRefusedNoMore() throws IOException {
        SettingsWatch watch = watch();
        doesNotFit = Optional.of("more than the heap");
        Files.writeString(file, RATE_5);
        look(watch);
        assertThat(refused.inWords())
                .containsExactly("ingest.yml cannot be used, what was in force stays: more than the heap");

        Files.writeString(file, NONE);
        look(watch);

        assertThat(refused.inWords()).isEmpty();
    }

    @Test
    void whatDoesNotFitIntoTheProcessChangesNothing() throws IOException {
        SettingsWatch watch = watch();
        doesNotFit = Optional.of("more than the heap");

        Files.writeString(file, RATE_5);
        look(watch);
        assertThat(taken).isEmpty();
        assertThat(said())
                .containsExactly(
                        "what is set now cannot be used; what was in force stays [reason=\"more than the heap\"]");

        doesNotFit = Optional.empty();
        Files.writeString(file, RATE_5 + "\n");
        look(watch);
        assertThat(rates()).containsExactly(5);
    }

    /** With what belongs to it in lines of its own, further in. */
    @Test
    void eachMistakeIsAnEntryOfItsOwn() throws IOException {
        SettingsWatch watch = watch();
        trouble = Optional.of("ingest.yml:3 one\n    ^\ningest.yml:5 two");

        Files.writeString(file, RATE_5);
        look(watch);

        assertThat(said())
                .containsExactly(
                        "what is set now cannot be used; what was in force stays [reason=\"ingest.yml:3 one\n    ^\"]",
                        "what is set now cannot be used; what was in force stays [reason=\"ingest.yml:5 two\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void anEmptyFileIsNoWish(String content) throws IOException {
        Files.writeString(file, RATE_5);
        SettingsWatch watch = watch();
        look(watch);

        Files.writeString(file, content);
        look(watch);
        assertThat(taken).isEmpty();
        assertThat(said()).singleElement().asString().startsWith("the settings are away or empty");
        assertThat(refused.reasons()).containsEntry(WatchedFile.SETTINGS, file + " is away or empty");

        Files.writeString(file, RATE_6);
        look(watch);
        assertThat(rates()).containsExactly(6);
    }

    @Test
    void norIsAFileThatIsAway() throws IOException {
        Files.writeString(file, RATE_5);
        SettingsWatch watch = watch();
        look(watch);

        Files.delete(file);
        look(watch);
        assertThat(taken).isEmpty();

        Files.writeString(file, RATE_5);
        look(watch);
        assertThat(taken).as("it is as it was").isEmpty();
        assertThat(refused.reasons()).isEmpty();
    }

    @Test
    void aFileThatWasNeverThereIsNotMissed() throws IOException {
        Files.delete(file);
        SettingsWatch watch = watchStartedWith(NONE);
        look(watch);
        assertThat(said()).isEmpty();

        Files.writeString(file, RATE_5);
        look(watch);
        assertThat(rates()).containsExactly(5);
    }

    private static IngestSettings settings(String content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(content));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("tocsin.ingest", IngestSettings.class);
    }
}

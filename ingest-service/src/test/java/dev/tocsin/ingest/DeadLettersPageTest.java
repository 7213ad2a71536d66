package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.receive.MemoryJournal;
import dev.tocsin.ingest.receive.ReplayDoor;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.FileDeadLetters;
import dev.tocsin.ingest.refused.LetterShelf;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of dead letters, and to whom. */
class DeadLettersPageTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String FIRST = "decode-2026-11-23.000:1";

    @TempDir
    Path folder;

    private FileDeadLetters letters;
    private RefusedRecords refused;
    private DeadLettersPage page;

    @BeforeEach
    void open() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        InstantSource clock = InstantSource.fixed(NOW);
        letters = FileDeadLetters.open(DeadLetterSettings.in(folder), clock, metrics);
        refused = new RefusedRecords(letters, metrics);
        Streams streams = new Streams(EnrichSettings.DEFAULTS, metrics);
        IngestPipeline pipeline = new IngestPipeline(streams, new MemoryJournal(), refused, clock, metrics);
        page = new DeadLettersPage(
                new DeadLetterOffice(new LetterShelf(folder), new ReplayDoor(pipeline, metrics), clock), streams);
    }

    @AfterEach
    void close() {
        refused.close();
        letters.close();
    }

    private void keep(RecordFormat format, byte[] raw) throws IOException {
        Origin origin = new Origin("http", "10.0.0.9", format);
        letters.keep(List.of(new DeadLetter(NOW, "decode", origin, null, null, "bad", raw, false)));
    }

    private DeadLettersPage.Listed list(@Nullable String text, boolean raw) throws IOException {
        return page.list("kept", null, null, null, text, 50, raw);
    }

    @Test
    void aTextIsNotFoundInWhatIsHidden() throws Exception {
        keep(RecordFormat.JSON, "of shop, password=hunter2".getBytes(UTF_8));

        assertThat(list("shop", false).found()).isEqualTo(1);
        assertThat(list("hunter", false).found()).isZero();
        assertThat(list("hunter", true).found()).isEqualTo(1);
        assertThat(list("bad", false).letters().getFirst().record()).isEqualTo("of shop, password=*******");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key\":\"password\",\"value\":{\"stringValue\":\"hunter2\"}}",
                "\n\u0015\n\u0008password\u0012\u0009\n\u0007hunter2"
            })
    void aRecordWhoseSecretsHaveNoFormIsNotShown(String raw) throws Exception {
        keep(RecordFormat.OTLP, raw.getBytes(UTF_8));

        DeadLettersPage.Shown shown = page.show(FIRST, false);

        assertThat(shown.record()).isEmpty();
        assertThat(shown.recordBase64()).isNull();
        assertThat(shown.bytes()).isEqualTo(raw.length());
        assertThat(shown.masked()).isTrue();
        assertThat(shown.whole()).isFalse();
        assertThat(list("hunter2", false).letters()).isEmpty();
        assertThat(list(null, false).letters().getFirst().record()).isEmpty();
        assertThat(page.show(FIRST, true).record()).isEqualTo(raw);
    }

    @Test
    void whatIsNoTextIsHandedOutByteForByte() throws Exception {
        byte[] raw = {'{', (byte) 0xff, (byte) 0xe2, (byte) 0x82, 'x', 'y'};
        keep(RecordFormat.JSON, raw);

        DeadLettersPage.Shown masked = page.show(FIRST, false);
        DeadLettersPage.Shown asKept = page.show(FIRST, true);

        assertThat(masked.record()).as("places in it stay true").isEqualTo("{???xy");
        assertThat(masked.recordBase64()).as("has its secrets").isNull();
        assertThat(List.of(masked.whole(), masked.masked(), asKept.whole())).containsOnly(false);
        assertThat(masked.binary()).isTrue();
        assertThat(Base64.getDecoder().decode(asKept.recordBase64())).isEqualTo(raw);
    }

    /** Its beginning is, too. */
    @Test
    void aLongTextIsOneInAListAsWell() throws Exception {
        keep(RecordFormat.JSON, ("x" + "ü".repeat(5_000)).getBytes(UTF_8));

        assertThat(list(null, false).letters().getFirst().binary()).isFalse();
        assertThat(page.show(FIRST, true).recordBase64()).isNull();
    }

    @Test
    void aDryRunOfAReplaySaysThatElasticsearchWasNotAsked() throws Exception {
        keep(RecordFormat.JSON, "{\"message\":\"m\"}".getBytes(UTF_8));
        byte[] dry = "{\"all\":true,\"dryRun\":true}".getBytes(UTF_8);

        assertThat(page.replay(new ByteArrayInputStream(dry)).note()).contains("Elasticsearch was not asked");
        assertThat(page.drop(new ByteArrayInputStream(dry)).note()).isNull();
        assertThat(page.replay(FIRST, new ByteArrayInputStream("{}".getBytes(UTF_8)))
                        .note())
                .isNull();
    }

    @Test
    void aListSaysWhenItWasMade() throws Exception {
        assertThat(list(null, false).until()).isEqualTo(NOW);
        assertThatThrownBy(() -> list(" ", false)).hasMessageContaining("is empty, which would mean all letters");
    }
}

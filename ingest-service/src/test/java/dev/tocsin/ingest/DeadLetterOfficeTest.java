package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.receive.DoorTally;
import dev.tocsin.ingest.receive.MemoryJournal;
import dev.tocsin.ingest.receive.ReplayDoor;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.ingest.refused.FileDeadLetters;
import dev.tocsin.ingest.refused.KeptLetter;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterShelf;
import dev.tocsin.ingest.refused.LetterState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterOfficeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final LetterRef FIRST_BAD = new LetterRef("decode-2026-11-23.000", 1);
    private static final LetterRef FIRST_UNINDEXED = new LetterRef("index-2026-11-23.000", 1);
    private static final String DOCUMENT = "{\"@timestamp\":\"2026-11-23T10:00:00Z\",\"event\":{\"kind\":\"event\"}}";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final MemoryJournal journal = new MemoryJournal();
    private FileDeadLetters letters;
    private RefusedRecords refused;
    private ReplayDoor door;
    private DeadLetterOffice office;

    @BeforeEach
    void open() {
        InstantSource clock = InstantSource.fixed(NOW);
        letters = FileDeadLetters.open(DeadLetterSettings.in(folder), clock, metrics);
        refused = new RefusedRecords(letters, metrics);
        IngestPipeline pipeline =
                new IngestPipeline(new Streams(EnrichSettings.DEFAULTS, metrics), journal, refused, clock, metrics);
        door = new ReplayDoor(pipeline, metrics);
        office = new DeadLetterOffice(new LetterShelf(folder), door, clock);
    }

    @AfterEach
    void close() {
        DoorTally tally = door.tally();
        assertThat(List.of(tally.inFlight(), tally.unaccounted())).containsOnly(0L);
        refused.close();
        letters.close();
    }

    private void bad(String raw, boolean truncated) throws IOException {
        letters.keep(List.of(new DeadLetter(
                NOW, "decode", new Origin("tcp", "10.0.0.9"), null, null, "not JSON", raw.getBytes(UTF_8), truncated)));
    }

    private void unindexed(String id) throws IOException {
        letters.keep(List.of(new DeadLetter(
                NOW, "index", null, "logs-shop-tocsin", id, "refused", DOCUMENT.getBytes(UTF_8), false)));
    }

    private LetterState state(LetterRef ref) throws IOException {
        return office.find(ref).map(KeptLetter::state).orElseThrow();
    }

    private List<String> reasons(DeadLetterOffice.Result result) {
        return result.refused().stream().map(DeadLetterOffice.Refused::reason).toList();
    }

    @Test
    void anEventThatWasNotIndexedGoesOnceMoreAsItWas() throws Exception {
        unindexed("e1");

        DeadLetterOffice.Result dry = office.replay(FIRST_UNINDEXED, null, true);
        assertThat(dry.done()).containsExactly(FIRST_UNINDEXED);
        assertThat(journal.events()).isEmpty();
        DeadLetterOffice.Result result = office.replay(FIRST_UNINDEXED, null, false);

        assertThat(result.done()).containsExactly(FIRST_UNINDEXED);
        LogEvent event = journal.events().getFirst();
        assertThat(Objects.requireNonNull(event.clientId()).value()).isEqualTo("e1");
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).isEqualTo(DOCUMENT);
        assertThat(state(FIRST_UNINDEXED)).isEqualTo(LetterState.REPLAYED);
        assertThat(door.tally())
                .isEqualTo(new DoorTally("replay", 1, 1, 0, 0, 0, 0, 0, 0, Map.of("logs-shop-tocsin", 1L)));
        assertThat(reasons(office.replay(FIRST_UNINDEXED, null, false))).containsExactly("it was replayed already");
        assertThat(journal.events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a0b12091207 2a050a03c328ff", "7b7d"})
    void aLogRecordOfOpenTelemetryIsReadAsOneAndMended(String hex) throws Exception {
        byte[] raw = HexFormat.of().parseHex(hex.replace(" ", ""));
        Origin exporter = new Origin("otlp-grpc", "10.0.0.9", RecordFormat.OTLP);
        letters.keep(List.of(new DeadLetter(NOW, "decode", exporter, null, null, "bad", raw, false)));
        byte[] mended = """
                {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
                "scopeLogs":[{"logRecords":[{"body":{"stringValue":"mended"}}]}]}]}""".getBytes(UTF_8);

        assertThat(reasons(office.replay(FIRST_BAD, null, false))).hasSize(1);
        assertThat(office.replay(FIRST_BAD, mended, false).done()).containsExactly(FIRST_BAD);

        LogEvent event = journal.events().getFirst();
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).contains("\"message\":\"mended\"");
    }

    @Test
    void aRecordThatIsStillBadStaysAndIsNotKeptTwice() throws Exception {
        bad("{\"service.name\":\"shop\",", false);

        for (boolean isDry : new boolean[] {true, false}) {
            DeadLetterOffice.Result result = office.replay(FIRST_BAD, null, isDry);
            assertThat(result.done()).isEmpty();
            assertThat(reasons(result)).singleElement().asString().contains("at byte");
        }

        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.KEPT);
        assertThat(office.list(LetterFilter.KEPT, 10)).hasSize(1);
        assertThat(journal.events()).isEmpty();
    }

    @Test
    void aRecordIsReplayedAsItWasMended() throws Exception {
        bad("{\"service.name\":\"shop\",", true);
        assertThat(reasons(office.replay(FIRST_BAD, null, false)))
                .singleElement()
                .asString()
                .contains("its record was cut");

        byte[] mended = "{\"service.name\":\"shop\",\"message\":\"hello\"}".getBytes(UTF_8);
        assertThat(office.replay(FIRST_BAD, mended, false).done()).containsExactly(FIRST_BAD);

        LogEvent event = journal.events().getFirst();
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).contains("\"message\":\"hello\"");
        assertThat(event.clientId())
                .as("made of letter and record, so that it is there once however often it is sent")
                .isNotNull();
        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.REPLAYED);
    }

    @Test
    void whatIsTooLargeToBeHeldIsNotReplayedInPart() throws Exception {
        bad("{\"message\":\"" + "x".repeat(17 << 20) + "\"}", false);

        assertThat(reasons(office.replay(FIRST_BAD, null, false)))
                .singleElement()
                .asString()
                .contains("larger than 16 MB");
        assertThat(journal.events()).isEmpty();
    }

    @Test
    void whatTheJournalDoesNotTakeStays() throws Exception {
        unindexed("e1");
        journal.refuse(new JournalFull("it is full"));

        assertThat(reasons(office.replay(FIRST_UNINDEXED, null, false)))
                .containsExactly("the journal did not take it: it is full");

        assertThat(state(FIRST_UNINDEXED)).isEqualTo(LetterState.KEPT);
        assertThat(door.tally().pushedBack()).isEqualTo(1);
    }

    @Test
    void allThatAFilterTakesAreReplayedAndTheRestIsNamed() throws Exception {
        bad("junk", false);
        bad("{\"service.name\":\"shop\",\"message\":\"was too early\"}", false);
        unindexed("e1");
        unindexed("e2");

        DeadLetterOffice.Result dry = office.replay(LetterFilter.KEPT, true);
        assertThat(dry.done()).hasSize(3);
        assertThat(journal.events()).isEmpty();
        DeadLetterOffice.Result result = office.replay(new LetterFilter(null, "index", null, null, null), false);
        assertThat(result.done()).hasSize(2);
        DeadLetterOffice.Result rest = office.replay(LetterFilter.KEPT, false);

        assertThat(rest.done()).containsExactly(new LetterRef("decode-2026-11-23.000", 2));
        assertThat(rest.refusedInAll()).isEqualTo(1);
        assertThat(rest.refused())
                .singleElement()
                .satisfies(one -> assertThat(one.ref()).isEqualTo(FIRST_BAD));
        assertThat(journal.events()).hasSize(3);
        assertThat(office.list(LetterFilter.KEPT, 10)).hasSize(1);
    }

    @Test
    void whatIsOfNoUseIsDropped() throws Exception {
        bad("junk", false);
        bad("more junk", false);

        assertThat(office.drop(FIRST_BAD, true).done()).hasSize(1);
        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.KEPT);
        assertThat(office.drop(FIRST_BAD, false).done()).hasSize(1);
        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.DROPPED);
        assertThat(reasons(office.replay(FIRST_BAD, null, false))).containsExactly("it was dropped already");
        assertThat(office.drop(new LetterFilter(null, null, null, null, "more"), false)
                        .done())
                .hasSize(1);
        assertThat(office.list(LetterFilter.KEPT, 10)).isEmpty();
        assertThat(reasons(office.drop(new LetterRef("decode-2026-11-23.000", 9), false)))
                .containsExactly("there is no such letter");
    }

    @Test
    void manyAreDoneInSeveralCalls() throws Exception {
        DeadLetter junk = new DeadLetter(NOW, "decode", null, null, null, "not JSON", "junk".getBytes(UTF_8), false);
        letters.keep(Collections.nCopies(1_500, junk));

        DeadLetterOffice.Result first = office.drop(LetterFilter.KEPT, false);
        assertThat(first.done()).hasSize(1_000);
        assertThat(first.isMore()).isTrue();
        DeadLetterOffice.Result second = office.drop(LetterFilter.KEPT, false);
        assertThat(second.done()).hasSize(500);
        assertThat(second.isMore()).isFalse();
    }
}

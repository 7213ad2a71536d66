package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.receive.DoorTally;
import dev.tocsin.ingest.receive.MemoryJournal;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.ReplayDoor;
import dev.tocsin.ingest.receive.Room;
import dev.tocsin.ingest.receive.WriteRight;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
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
    private InstantSource clock = InstantSource.fixed(NOW);
    private int looked;
    private IngestPipeline pipeline;
    private ReplayDoor door;
    private DeadLetterOffice office;

    @BeforeEach
    void open() {
        InstantSource fixed = InstantSource.fixed(NOW);
        letters = FileDeadLetters.open(DeadLetterSettings.in(folder), fixed, metrics);
        refused = new RefusedRecords(letters, metrics);
        pipeline = new IngestPipeline(new Streams(EnrichSettings.DEFAULTS, metrics), journal, refused, fixed, metrics);
        door = new ReplayDoor(pipeline, metrics);
        office = new DeadLetterOffice(new LetterShelf(folder), door, () -> clock.instant());
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

    private List<String> reasons(DeadLetterResult result) {
        return result.refused().stream().map(DeadLetterResult.Refused::reason).toList();
    }

    @Test
    void anEventThatWasNotIndexedGoesOnceMoreAsItWas() throws Exception {
        unindexed("e1");

        DeadLetterResult dry = office.replay(FIRST_UNINDEXED, null, false, true);
        assertThat(dry.done()).containsExactly(FIRST_UNINDEXED);
        assertThat(journal.events()).isEmpty();
        DeadLetterResult result = office.replay(FIRST_UNINDEXED, null, false, false);

        assertThat(result.done()).containsExactly(FIRST_UNINDEXED);
        LogEvent event = journal.events().getFirst();
        assertThat(Objects.requireNonNull(event.clientId()).value()).isEqualTo("e1");
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).isEqualTo(DOCUMENT);
        assertThat(state(FIRST_UNINDEXED)).isEqualTo(LetterState.REPLAYED);
        assertThat(door.tally())
                .isEqualTo(new DoorTally(
                        "replay", 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, Map.of("logs-shop-tocsin", 1L), Map.of()));
        assertThat(reasons(office.replay(FIRST_UNINDEXED, null, false, false)))
                .containsExactly("it was replayed already");
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

        assertThat(reasons(office.replay(FIRST_BAD, null, false, false))).hasSize(1);
        assertThat(office.replay(FIRST_BAD, mended, false, false).done()).containsExactly(FIRST_BAD);

        LogEvent event = journal.events().getFirst();
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).contains("\"message\":\"mended\"");
    }

    @Test
    void aRecordThatIsStillBadStaysAndIsNotKeptTwice() throws Exception {
        bad("{\"service.name\":\"shop\",", false);

        for (boolean isDry : new boolean[] {true, false}) {
            DeadLetterResult result = office.replay(FIRST_BAD, null, false, isDry);
            assertThat(result.done()).isEmpty();
            assertThat(reasons(result)).singleElement().asString().contains("at byte");
        }

        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.KEPT);
        assertThat(office.list(LetterFilter.KEPT, 10).letters()).hasSize(1);
        assertThat(journal.events()).isEmpty();
    }

    @Test
    void whatCameBySyslogIsReplayedAsSyslogOfItsSender() throws Exception {
        Origin origin = new Origin("syslog-tcp", "10.0.0.9", RecordFormat.SYSLOG);
        letters.keep(List.of(new DeadLetter(
                NOW, "decode", origin, null, null, "line longer than 9 bytes", "<11>cut".getBytes(UTF_8), true)));

        assertThat(office.replay(FIRST_BAD, "<11>mended".getBytes(UTF_8), false, false)
                        .done())
                .containsExactly(FIRST_BAD);

        LogEvent event = journal.events().getFirst();
        assertThat(event.dataStream()).isEqualTo("logs-syslog-tocsin");
        assertThat(new String(event.document(), UTF_8))
                .contains("\"message\":\"mended\"", "\"level\":\"ERROR\"", "\"host\":{\"name\":\"10.0.0.9\"}");
    }

    @Test
    void aRecordIsReplayedAsItWasMended() throws Exception {
        bad("{\"service.name\":\"shop\",", true);
        assertThat(reasons(office.replay(FIRST_BAD, null, false, false)))
                .singleElement()
                .asString()
                .contains("its record was cut");

        byte[] mended = "{\"service.name\":\"shop\",\"message\":\"hello\"}".getBytes(UTF_8);
        assertThat(office.replay(FIRST_BAD, mended, false, false).done()).containsExactly(FIRST_BAD);

        LogEvent event = journal.events().getFirst();
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).contains("\"message\":\"hello\"");
        assertThat(event.clientId())
                .as("made of the letter, so that it is there once however often it is sent")
                .isNotNull();
        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.REPLAYED);
    }

    @Test
    void whatIsTooLargeToBeHeldIsNotReplayedInPart() throws Exception {
        bad("{\"message\":\"" + "x".repeat(17 << 20) + "\"}", false);

        assertThat(reasons(office.replay(FIRST_BAD, null, false, false)))
                .singleElement()
                .asString()
                .contains("larger than 16 MB");
        assertThat(journal.events()).isEmpty();
    }

    @Test
    void whatTheJournalDoesNotTakeStays() throws Exception {
        unindexed("e1");
        journal.refuse(new JournalFull("it is full"));

        assertThat(reasons(office.replay(FIRST_UNINDEXED, null, false, false)))
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

        DeadLetterResult dry = office.replay(LetterFilter.KEPT, null, false, true);
        assertThat(dry.done()).hasSize(3);
        assertThat(journal.events()).isEmpty();
        DeadLetterResult result = office.replay(new LetterFilter(null, "index", null, null, null), null, false, false);
        assertThat(result.done()).hasSize(2);
        DeadLetterResult rest = office.replay(LetterFilter.KEPT, null, false, false);

        assertThat(rest.done()).containsExactly(new LetterRef("decode-2026-11-23.000", 2));
        assertThat(rest.refusedInAll()).isEqualTo(1);
        assertThat(rest.refused())
                .singleElement()
                .satisfies(one -> assertThat(one.ref()).isEqualTo(FIRST_BAD));
        assertThat(journal.events()).hasSize(3);
        assertThat(office.list(LetterFilter.KEPT, 10).letters()).hasSize(1);
    }

    @Test
    void whatIsOfNoUseIsDropped() throws Exception {
        bad("junk", false);
        bad("more junk", false);

        assertThat(office.drop(FIRST_BAD, true).done()).hasSize(1);
        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.KEPT);
        assertThat(office.drop(FIRST_BAD, false).done()).hasSize(1);
        assertThat(state(FIRST_BAD)).isEqualTo(LetterState.DROPPED);
        assertThat(reasons(office.replay(FIRST_BAD, null, false, false))).containsExactly("it was dropped already");
        assertThat(office.drop(new LetterFilter(null, null, null, null, "more"), null, false)
                        .done())
                .hasSize(1);
        assertThat(office.list(LetterFilter.KEPT, 10).letters()).isEmpty();
        assertThat(reasons(office.drop(new LetterRef("decode-2026-11-23.000", 9), false)))
                .containsExactly("there is no such letter");
    }

    @Test
    void manyAreDoneInSeveralCalls() throws Exception {
        DeadLetter junk = new DeadLetter(NOW, "decode", null, null, null, "not JSON", "junk".getBytes(UTF_8), false);
        letters.keep(Collections.nCopies(1_500, junk));

        for (boolean isDry : new boolean[] {true, false}) {
            DeadLetterResult first = office.drop(LetterFilter.KEPT, null, isDry);
            assertThat(first.done()).hasSize(1_000);
            assertThat(first.rest())
                    .isEqualTo(new DeadLetterResult.Rest(new LetterRef("decode-2026-11-23.000", 1_000), NOW));
            DeadLetterResult second = office.drop(LetterFilter.KEPT, first.rest(), isDry);
            assertThat(second.done()).hasSize(500);
            assertThat(second.rest()).isNull();
        }
    }

    @Test
    void aCallThatTakesLongLeavesTheRestToTheNext() throws Exception {
        bad("junk", false);
        bad("junk", false);
        bad("junk", false);
        clock = () -> NOW.plusSeconds(11L * looked++);

        DeadLetterResult first = office.replay(LetterFilter.KEPT, null, false, false);

        assertThat(first.refusedInAll()).isEqualTo(1);
        assertThat(first.rest()).isEqualTo(new DeadLetterResult.Rest(FIRST_BAD, NOW));
        DeadLetterResult second = office.replay(LetterFilter.KEPT, first.rest(), false, false);
        assertThat(second.refused())
                .extracting(one -> one.ref().line())
                .as("what was refused is not looked at again")
                .containsExactly(2);
    }

    @Test
    void whatComesBackMeanwhileIsNotReplayedByTheCallsThatFollow() throws Exception {
        unindexed("e1");
        letters.keep(List.of(new DeadLetter(
                NOW.plusSeconds(1), "index", null, "logs-shop-tocsin", "e1", "no", DOCUMENT.getBytes(UTF_8), false)));
        clock = InstantSource.fixed(NOW.plusSeconds(60));

        DeadLetterResult result =
                office.replay(LetterFilter.KEPT, new DeadLetterResult.Rest(FIRST_BAD, NOW), false, false);

        assertThat(result.done()).containsExactly(FIRST_UNINDEXED);
        assertThat(office.list(LetterFilter.KEPT, 10).letters()).hasSize(1);
    }

    @Test
    void whatCameAfterSomebodyHasLookedIsNotMeant() throws Exception {
        unindexed("e1");
        letters.keep(List.of(new DeadLetter(
                NOW.plusSeconds(1), "index", null, "logs-shop-tocsin", "e2", "no", DOCUMENT.getBytes(UTF_8), false)));
        clock = InstantSource.fixed(NOW.plusSeconds(60));

        DeadLetterResult result = office.drop(LetterFilter.KEPT, new DeadLetterResult.Rest(null, NOW), false);

        assertThat(result.done()).containsExactly(FIRST_UNINDEXED);
        assertThat(result.until()).isEqualTo(NOW);
        DeadLetterResult.Rest nextYear = new DeadLetterResult.Rest(null, NOW.plusSeconds(31_536_000));
        assertThat(office.drop(LetterFilter.KEPT, nextYear, true).until()).isEqualTo(NOW.plusSeconds(60));
    }

    /** Somebody has edited the file. */
    @Test
    void whatIsNoEventAnyMoreIsNamedAndTheOthersGoOn() throws Exception {
        unindexed("e1");
        String line = Files.readString(folder.resolve("index-2026-11-23.000.jsonl"));
        List<String> edited = List.of(
                line.replace("\"e1\"", "\"a b\""),
                line.replace("\"e1\"", "null"),
                line.replace("\"id\":\"e1\",", ""),
                line.replace("logs-shop-tocsin", "logs-shop-production"),
                line.replace("logs-shop-tocsin", "../_cluster"),
                line.replaceFirst("\"raw\":\".*", "\"raw\":\"{}\"}\n"),
                line.replace("event\\\":{", "event\\\":{\\n"),
                line.replace("\\\"event", "\\\"even"),
                line.replace("T10:00:00Z\\\"", "T10:00:00Z"));
        Files.writeString(folder.resolve("index-2026-11-22.000.jsonl"), String.join("", edited));

        DeadLetterResult dry = office.replay(LetterFilter.KEPT, null, false, true);
        DeadLetterResult result = office.replay(LetterFilter.KEPT, null, false, false);

        assertThat(result.done()).containsExactly(FIRST_UNINDEXED);
        assertThat(dry).isEqualTo(result);
        assertThat(reasons(result))
                .hasSize(edited.size())
                .allMatch(reason -> reason.endsWith("was its file edited? Replay it with a record in its place"));
        assertThat(reasons(result).get(1)).startsWith("its id is none that an event may have");
        assertThat(reasons(result).get(3)).startsWith("its data stream is none that events are written to");
        assertThat(reasons(result).get(6)).startsWith("its record is no document of an event");
        assertThat(journal.events()).hasSize(1);
        assertThat(door.tally().received()).isEqualTo(1);
    }

    @Test
    void whatARequestSaidBesideARecordHoldsForItsReplay() throws Exception {
        Claim claim = new Claim("order 7", "filebeat-2026.11.23");
        RecordSlice broken = new RecordSlice("{\"message\":".getBytes(UTF_8), 0, 11, null, claim);
        pipeline.commit(pipeline.read(
                        new Origin("http", "10.0.0.9"), List.of(broken), null, WriteRight.ALL, Room.ENOUGH))
                .join();
        KeptLetter letter = office.find(FIRST_BAD).orElseThrow();
        assertThat(letter.letter().dataStream()).isEqualTo("logs-filebeat-tocsin");

        byte[] mended = "{\"service.name\":\"other\",\"message\":\"x\",\"event.id\":\"9\"}".getBytes(UTF_8);
        assertThat(office.replay(FIRST_BAD, mended, false, false).done()).hasSize(1);

        RecordSlice whole = new RecordSlice(mended, 0, mended.length, null, claim);
        LogEvent atOnce = pipeline.read(
                        new Origin("http", "10.0.0.9"), List.of(whole), null, WriteRight.ALL, Room.ENOUGH)
                .events()
                .getFirst();
        LogEvent replayed = journal.events().getFirst();
        assertThat(replayed.clientId()).isEqualTo(atOnce.clientId());
        assertThat(replayed.dataStream()).isEqualTo(atOnce.dataStream()).isEqualTo("logs-filebeat-tocsin");
    }

    @Test
    void aMendedEventKeepsItsIdAndItsStream() throws Exception {
        unindexed("e1");

        byte[] mended = "{\"service.name\":\"other\",\"message\":\"mended\"}".getBytes(UTF_8);
        assertThat(office.replay(FIRST_UNINDEXED, mended, false, false).done()).hasSize(1);

        LogEvent event = journal.events().getFirst();
        assertThat(event.clientId()).isEqualTo(new EventId("e1"));
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
    }

    /** What was refused because its id is taken can have another one. */
    @Test
    void aMendedEventMayNameAnotherId() throws Exception {
        unindexed("e1");

        byte[] mended = "{\"message\":\"mended\",\"event\":{\"id\":\"e2\"}}".getBytes(UTF_8);
        assertThat(office.replay(FIRST_UNINDEXED, mended, false, false).done()).hasSize(1);

        assertThat(journal.events().getFirst().clientId()).isEqualTo(new EventId("e2"));
    }

    /** Whatever is done with the record: under that id it would be refused again. */
    @Test
    void whatWouldOnlyComeBackStaysUnlessItGetsAnotherId() throws Exception {
        letters.keep(List.of(new DeadLetter(
                NOW, "index", null, "logs-shop-tocsin", "e1", DeadLetter.ID_TAKEN, DOCUMENT.getBytes(UTF_8), false)));
        byte[] mended = "{\"message\":\"mended\"}".getBytes(UTF_8);
        byte[] sameId = "{\"message\":\"mended\",\"event.id\":\"e1\"}".getBytes(UTF_8);

        for (boolean isDry : new boolean[] {true, false}) {
            for (byte[] record : Arrays.asList(null, mended, sameId)) {
                assertThat(reasons(office.replay(FIRST_UNINDEXED, record, false, isDry)))
                        .singleElement()
                        .asString()
                        .contains("another document had its id", "newId", "event.id");
            }
            assertThat(reasons(office.replay(LetterFilter.KEPT, null, false, isDry)))
                    .hasSize(1);
        }
        assertThat(journal.events()).isEmpty();
        assertThat(office.replay(FIRST_UNINDEXED, sameId, true, true).done()).hasSize(1);
        assertThat(office.replay(LetterFilter.KEPT, null, true, true).done()).hasSize(1);
        assertThat(office.replay(FIRST_UNINDEXED, null, true, false).done()).hasSize(1);

        LogEvent event = journal.events().getFirst();
        assertThat(Objects.requireNonNull(event.clientId()).value())
                .isNotEqualTo("e1")
                .contains(".0.");
        assertThat(event.dataStream()).isEqualTo("logs-shop-tocsin");
        assertThat(new String(event.document(), UTF_8)).isEqualTo(DOCUMENT);
    }

    /** Its sender repeated it, and each time it became a letter. */
    @Test
    void lettersOfOneEventGetOneNewId() throws Exception {
        for (String id : List.of("e1", "e1", "e2")) {
            letters.keep(List.of(new DeadLetter(
                    NOW, "index", null, "logs-shop-tocsin", id, DeadLetter.ID_TAKEN, DOCUMENT.getBytes(UTF_8), false)));
        }

        assertThat(office.replay(LetterFilter.KEPT, null, true, false).done()).hasSize(3);

        List<EventId> ids = journal.events().stream()
                .map(LogEvent::clientId)
                .map(Objects::requireNonNull)
                .toList();
        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
    }

    @Test
    void whoseIdIsFreeKeepsItAlsoWhereANewOneIsAllowed() throws Exception {
        unindexed("e1");

        assertThat(office.replay(LetterFilter.KEPT, null, true, false).done()).hasSize(1);

        assertThat(journal.events().getFirst().clientId()).isEqualTo(new EventId("e1"));
    }

    @Test
    void allReasonsAreCountedWhereverInARecordTheyAre() throws Exception {
        for (int i = 0; i < 120; i++) {
            bad("{\"a\":" + "1".repeat(i % 7) + "x", false);
        }
        bad("cut", true);

        DeadLetterResult result = office.replay(LetterFilter.KEPT, null, false, true);

        assertThat(result.refused()).hasSize(100);
        assertThat(result.refusedInAll()).isEqualTo(121);
        assertThat(result.reasons())
                .extracting(DeadLetterResult.Reason::letters)
                .containsExactly(120, 1);
        assertThat(result.reasons().getFirst().reason()).startsWith("broken JSON; ");
        assertThat(result.reasons().getLast().example()).isEqualTo(new LetterRef("decode-2026-11-23.000", 121));
    }

    @Test
    void lettersOfTheSameNameOnTwoNodesAreTwoEvents() throws Exception {
        byte[] mended = "{\"message\":\"mended\"}".getBytes(UTF_8);
        for (Instant at : List.of(NOW, NOW.plusMillis(1))) {
            bad("{", false);
            Path file = folder.resolve("decode-2026-11-23.000.jsonl");
            Files.writeString(file, Files.readString(file).replace(NOW.toString(), at.toString()));
            assertThat(office.replay(FIRST_BAD, mended, false, false).done()).hasSize(1);
            letters.close();
            Files.delete(file);
        }

        assertThat(journal.events()).extracting(LogEvent::clientId).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeMarkedIsReplayedByItsNameOnly() throws Exception {
        unindexed("e1");
        Path file = folder.resolve("index-2026-11-23.000.jsonl");
        Files.writeString(
                folder.resolve("dead-letters-2026-11-20.000.jsonl"),
                Files.readString(file).replace("\"state\":1,", ""));
        LetterRef old = new LetterRef("dead-letters-2026-11-20.000", 1);

        for (boolean isDry : new boolean[] {true, false}) {
            DeadLetterResult result = office.replay(LetterFilter.KEPT, null, false, isDry);
            assertThat(result.done()).containsExactly(FIRST_UNINDEXED);
            assertThat(reasons(result)).singleElement().asString().endsWith("Replay it by its name");
        }
        assertThat(reasons(office.drop(old, true)))
                .isEqualTo(reasons(office.drop(old, false)))
                .singleElement()
                .asString()
                .endsWith("It goes with its file");
        assertThat(office.replay(old, null, false, false).done()).containsExactly(old);
        assertThat(journal.events()).hasSize(2);
    }
}

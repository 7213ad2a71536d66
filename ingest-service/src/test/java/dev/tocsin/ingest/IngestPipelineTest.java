package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.EventRules;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Committed;
import dev.tocsin.ingest.receive.MemoryDeadLetters;
import dev.tocsin.ingest.receive.MemoryJournal;
import dev.tocsin.ingest.receive.NoRoom;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Room;
import dev.tocsin.ingest.receive.WriteRight;
import dev.tocsin.ingest.redact.Redactor;
import dev.tocsin.ingest.sift.RuleSieve;
import dev.tocsin.ingest.sift.SiftRule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class IngestPipelineTest {
    private static final Origin CLIENT = new Origin("tcp", "10.0.0.1");
    private static final RecordSlice GOOD = slice("{\"message\":\"good\"}");
    private static final RecordSlice BAD = slice("bad");
    private static final WriteRight NOT_THE_VAULT = new WriteRight(
            stream -> !stream.equals("logs-vault-tocsin"), stream -> MalformedRecord.forbidden(stream, "not yours"));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryDeadLetters letters = new MemoryDeadLetters();
    private final RefusedRecords refused = new RefusedRecords(letters, metrics);
    private final Streams streams = new Streams(EnrichSettings.DEFAULTS, metrics);
    private final IngestPipeline pipeline = new IngestPipeline(streams, journal, refused, now::get, metrics);

    @AfterEach
    void close() {
        refused.close();
    }

    @Test
    void lettersAreTakenFromAClientsAllowanceWhenTheyAreKept() {
        Batch first = read(Collections.nCopies(800, BAD));
        Batch second = read(Collections.nCopies(800, BAD));
        journal.refuse(new JournalFull("full"));
        for (int i = 0; i < 5; i++) {
            assertThat(pipeline.commit(read(List.of(GOOD, BAD)))).isCompletedExceptionally();
        }
        journal.refuse(null);

        assertThat(commit(first).letters()).isEqualTo(800);
        assertThat(letters.letters()).hasSize(800);
        assertThat(commit(second).letters())
                .as("those that the client has places for")
                .isEqualTo(200);

        assertThat(letters.letters()).hasSize(1_000);
        assertThat(count("tocsin.dead.letters.left.out")).isEqualTo(600);
        assertThat(refused.account().tallies()).isEqualTo(Map.of("tcp", new LetterTally(1_000, 600, 0, 0)));
        now.set(now.get().plus(Duration.ofMinutes(1)));
        commit(read(List.of(BAD)));
        assertThat(letters.letters()).hasSize(1_001);
    }

    @Test
    void ofWhatWillBeCountedOnlyNothingIsCopied() {
        RecordSlice large = slice("x".repeat(60_000));

        Batch first = read(Collections.nCopies(100, large));
        assertThat(first.bytes()).isBetween(4_000_000L, 4_300_000L);
        assertThat(first.malformed()).isEqualTo(100);
        commit(first);
        Batch second = read(Collections.nCopies(100, large));

        assertThat(second.deadLetters()).isEmpty();
        assertThat(second.malformed()).isEqualTo(100);
        assertThat(second.bytes()).isLessThan(20_000);
        commit(second);
        assertThat(count("tocsin.dead.letters.left.out"))
                .isEqualTo(200 - letters.letters().size());
    }

    /** Of each of them there is a fate until the answer is written, and a request may have very many. */
    @ParameterizedTest
    @EnumSource
    void recordsThatBecomeNoEventTakeRoomAsWell(NoEvent kind) {
        if (kind == NoEvent.ONLY_COUNTED) {
            commit(read(Collections.nCopies(1_000, BAD)));
        }
        streams.use(new EventRules(new RuleSieve(List.of(SiftRule.drop("noise", "message: noise"))), Redactor.NONE));
        List<RecordSlice> records = Collections.nCopies(500, kind.record);
        AtomicLong asked = new AtomicLong();

        Batch batch = pipeline.read(CLIENT, records, null, NOT_THE_VAULT, bytes -> {
            asked.addAndGet(bytes);
            return true;
        });

        assertThat(batch.events()).isEmpty();
        assertThat(batch.deadLetters()).hasSize(kind == NoEvent.KEPT ? 500 : 0);
        assertThat(asked).hasValue(batch.bytes());
        // Nothing of its text but in a letter.
        assertThat(batch.bytes()).isEqualTo(500L * (128 + (kind == NoEvent.KEPT ? BAD.to() : 0)));
        AtomicLong left = new AtomicLong(batch.bytes() - 1);
        assertThatThrownBy(
                        () -> pipeline.read(CLIENT, records, null, NOT_THE_VAULT, bytes -> left.addAndGet(-bytes) >= 0))
                .isInstanceOf(NoRoom.class);
    }

    /** What becomes of a record that is not kept as an event. */
    private enum NoEvent {
        SIFTED_OUT(slice("{\"message\":\"noise\"}")),
        FORBIDDEN(slice("{\"message\":\"m\",\"service.name\":\"vault\"}")),
        NOT_DONE_HERE(new RecordSlice(new byte[0], 0, 0, MalformedRecord.notDoneHere("an update", ""))),
        KEPT(BAD),
        ONLY_COUNTED(BAD);

        private final RecordSlice record;

        NoEvent(RecordSlice record) {
            this.record = record;
        }
    }

    @Test
    void whatIsNotReadToItsEndIsNotJournaled() {
        assertThatThrownBy(() -> pipeline.read(CLIENT, List.of(GOOD, GOOD), null, WriteRight.ALL, _ -> false))
                .isInstanceOf(NoRoom.class);

        assertThat(journal.appends()).isZero();
    }

    @Test
    void aBrokenRecordForAStreamThatItsSenderMayNotWriteIsNoDeadLetter() {
        WriteRight shopOnly = new WriteRight(
                "logs-shop-tocsin"::equals, stream -> MalformedRecord.forbidden(stream + " is not yours", ""));
        List<RecordSlice> records = Stream.of("shop", "vault")
                .map(target -> new RecordSlice("bad".getBytes(UTF_8), 0, 3, null, new Claim(null, target)))
                .toList();

        Batch batch = pipeline.read(CLIENT, records, null, shopOnly, Room.ENOUGH);

        assertThat(batch.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.dataStream()).isEqualTo("logs-shop-tocsin"));
        assertThat(batch.fates().get(1)).isInstanceOfSatisfying(MalformedRecord.class, refusal -> {
            assertThat(refusal.isForbidden()).isTrue();
            assertThat(refusal.reason()).isEqualTo("logs-vault-tocsin is not yours");
        });
    }

    @Test
    void keepsNothingOfABodyThatWasRead() {
        WeakReference<byte[]> body = readABody();

        await().untilAsserted(() -> {
            System.gc();
            assertThat(body.get()).isNull();
        });
    }

    private WeakReference<byte[]> readABody() {
        byte[] body = "{\"message\":\"good\",\"label\":\"of ours\",\"number\":1}".getBytes(UTF_8);
        Batch batch = read(List.of(RecordSlice.of(body, 0, body.length)));
        assertThat(batch.events()).hasSize(1);
        return new WeakReference<>(body);
    }

    private Batch read(List<RecordSlice> records) {
        return pipeline.read(CLIENT, records, null, WriteRight.ALL, Room.ENOUGH);
    }

    private Committed commit(Batch batch) {
        return pipeline.commit(batch).join();
    }

    private double count(String name) {
        return metrics.find(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static RecordSlice slice(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new RecordSlice(bytes, 0, bytes.length, null);
    }
}

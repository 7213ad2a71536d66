package dev.tocsin.ingest.journal;

import static dev.tocsin.ingest.journal.TestEvents.event;
import static dev.tocsin.ingest.journal.TestEvents.eventWithId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileJournalTest {
    private final Random random = new Random(7);
    private final SimulatedDisk disk = new SimulatedDisk(random);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private JournalSettings settings = new JournalSettings(
            Path.of("none"), 4096, 1_000_000, 200_000, 100_000, 10_000, Duration.ZERO, Duration.ofMillis(2));

    private FileJournal open() throws IOException {
        return FileJournal.open(settings, disk, InstantSource.system(), random, registry);
    }

    private static List<JournaledEvent> readAll(FileJournal journal) throws InterruptedException {
        List<JournaledEvent> all = new ArrayList<>();
        int quiet = 0;
        while (quiet < 3) {
            List<JournaledEvent> events = journal.reader().poll(100_000, Duration.ZERO);
            quiet = events.isEmpty() ? quiet + 1 : 0;
            all.addAll(events);
        }
        return all;
    }

    private static List<Integer> numbers(List<JournaledEvent> events) {
        return events.stream().map(TestEvents::numberOf).toList();
    }

    private void append(FileJournal journal, int from, int to) {
        for (int i = from; i < to; i++) {
            journal.append(List.of(event(i, 100))).join();
        }
    }

    @Test
    void handsOutWhatWasAppendedInOrderWithIdsOfItsOwnOrTheClients() throws Exception {
        try (FileJournal journal = open()) {
            Appended appended = journal.append(List.of(event(1), eventWithId(2, "order-17"), event(3)))
                    .join();

            List<JournaledEvent> events = readAll(journal);

            assertThat(numbers(events)).containsExactly(1, 2, 3);
            assertThat(events).extracting(JournaledEvent::id).isEqualTo(appended.ids());
            assertThat(events.get(1).id()).isEqualTo(new EventId("order-17"));
            assertThat(events).extracting(JournaledEvent::clientGaveId).containsExactly(false, true, false);
            assertThat(events).noneMatch(JournaledEvent::maybeSent);
            assertThat(events).extracting(JournaledEvent::dataStream).containsOnly("logs-shop-tocsin");
            assertThat(events.get(0).nextPosition()).isEqualTo(events.get(1).position());
            assertThat(events.get(0).id().value())
                    .matches("[-\\w]{22}")
                    .isLessThan(events.get(2).id().value());
        }
    }

    @Test
    void aSegmentThatCannotBeDeletedHoldsNothingUp() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 50);
            String oldest =
                    disk.list().stream().filter(Segment::isName).findFirst().orElseThrow();
            disk.forbidToDelete(oldest);

            List<JournaledEvent> read = new ArrayList<>();
            while (read.size() < 50) {
                List<JournaledEvent> events = journal.reader().poll(1, Duration.ZERO);
                assertThat(events).isNotEmpty();
                read.addAll(events);
                journal.reader().checkpoint(events.getLast().nextPosition());
            }

            assertThat(numbers(read))
                    .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
            assertThat(disk.list().stream().filter(Segment::isName)).hasSize(2).contains(oldest);
            disk.allowToDelete();
            append(journal, 50, 51);
            JournaledEvent more = journal.reader().poll(1, Duration.ZERO).getFirst();
            journal.reader().checkpoint(more.nextPosition());
            assertThat(disk.list()).doesNotContain(oldest);
        }
    }

    @Test
    void remembersFewReadsHoweverLongOneEventIsStuck() throws Exception {
        settings = new JournalSettings(
                Path.of("none"), 4_000_000, 100_000_000, 200_000, 100_000, 10_000, Duration.ZERO, Duration.ofMillis(2));
        try (FileJournal journal = open()) {
            List<LogEvent> events =
                    IntStream.range(0, 10_000).mapToObj(i -> event(i, 10)).toList();
            journal.append(events).join();

            long end = 0;
            for (int i = 0; i < 10_000; i++) {
                end = journal.reader().poll(1, Duration.ZERO).getLast().nextPosition();
            }

            FileJournalReader reader = (FileJournalReader) journal.reader();
            assertThat(reader.marks()).isLessThan(5_000);
            reader.checkpoint(end);
            assertThat(journal.room().unreadEvents()).isZero();
        }
    }

    @Test
    void errorsOfTheMachineDoNotEndTheWriter() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 5);
            // While it writes, and again while it tries whether it can.
            disk.exhaust(4);
            CompletableFuture<Appended> refused = journal.append(List.of(event(5)));

            assertThatThrownBy(refused::join).hasCauseInstanceOf(JournalUnavailable.class);
            await().until(() -> journal.room().accepting());
            append(journal, 6, 8);
            assertThat(numbers(readAll(journal))).containsExactly(0, 1, 2, 3, 4, 6, 7);
        }
    }

    @Test
    void continuesAtTheCheckpointAndMarksWhatWasHandedOutBefore() throws Exception {
        long done;
        try (FileJournal journal = open()) {
            append(journal, 0, 50);
            List<JournaledEvent> first = journal.reader().poll(2_000, Duration.ZERO);
            done = first.get(4).nextPosition();
            journal.reader().checkpoint(done);
        }

        try (FileJournal journal = open()) {
            append(journal, 50, 60);
            List<JournaledEvent> rest = readAll(journal);

            assertThat(numbers(rest))
                    .containsExactlyElementsOf(IntStream.range(5, 60).boxed().toList());
            assertThat(rest.getFirst().position()).isEqualTo(done);
            assertThat(rest.getFirst().maybeSent()).isTrue();
            assertThat(rest.subList(45, 55)).noneMatch(JournaledEvent::maybeSent);
        }
    }

    @Test
    void isThereAfterAPowerCutAlsoIfItsFolderWasNew() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 10);
            disk.cutPower();
        }
        disk.powerOn();

        try (FileJournal journal = open()) {
            assertThat(numbers(readAll(journal))).hasSize(10);
        }
    }

    @Test
    void givesWholeSegmentsBackOnceTheyAreDone() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 200);
            long before = journal.room().keptBytes();
            List<JournaledEvent> all = readAll(journal);

            journal.reader().checkpoint(all.getLast().nextPosition());

            assertThat(journal.room().keptBytes()).isLessThan(5_000).isLessThan(before);
            assertThat(journal.room().unreadEvents()).isZero();
            assertThat(disk.list().stream().filter(Segment::isName)).hasSize(1);
        }
    }

    @Test
    void countsUnreadEventsAcrossARestart() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
            List<JournaledEvent> some = journal.reader().poll(3_000, Duration.ZERO);
            journal.reader().checkpoint(some.getLast().nextPosition());
            assertThat(journal.room().unreadEvents()).isEqualTo(100 - some.size());
        }
        try (FileJournal journal = open()) {
            long unread = journal.room().unreadEvents();
            assertThat(readAll(journal)).hasSize((int) unread);
        }
    }

    @Test
    void refusesAtItsLimitAndTakesAgainWhenThereIsRoom() throws Exception {
        settings = settings.withLimits(4096, 20_000);
        try (FileJournal journal = open()) {
            CompletableFuture<Appended> last = journal.append(List.of(event(0, 100)));
            while (!last.isCompletedExceptionally()) {
                last.join();
                last = journal.append(List.of(event(1, 100)));
            }
            assertThat(last)
                    .failsWithin(Duration.ZERO)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(JournalFull.class);
            assertThat(journal.room().keptBytes()).isLessThanOrEqualTo(20_000);

            List<JournaledEvent> all = readAll(journal);
            journal.reader().checkpoint(all.getLast().nextPosition());

            journal.append(List.of(event(2, 100))).join();
        }
    }

    @Test
    void servesReadsOnAFullDiskAndRecoversByItself() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
            disk.arm(SimulatedDisk.Fault.NO_SPACE, 1);
            disk.usableBytes = 0;

            assertThat(journal.append(List.of(event(100))))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(JournalFull.class);
            assertThat(journal.room().accepting()).isFalse();
            assertThat(readAll(journal)).hasSize(100);

            disk.usableBytes = Long.MAX_VALUE;
            await().until(() -> journal.room().accepting());
            journal.append(List.of(event(101))).join();
            assertThat(numbers(readAll(journal))).containsExactly(101);
        }
    }

    @Test
    void aWriteThatHangsIsToldUntilItIsDone() throws Exception {
        HangingDisk hanging = new HangingDisk(disk);
        AtomicLong now = new AtomicLong();
        try (FileJournal journal =
                FileJournal.open(settings, hanging, InstantSource.system(), now::get, random, registry)) {
            append(journal, 0, 1);
            now.addAndGet(Duration.ofHours(1).toNanos());
            await().until(() -> journal.room().writeAge().isZero());
            assertThat(journal.room().accepting()).isTrue();

            hanging.hang();
            CompletableFuture<Appended> waiting = journal.append(List.of(event(1)));
            await().until(hanging::isHanging);
            now.addAndGet(Duration.ofMillis(4_999).toNanos());
            assertThat(journal.room().accepting()).as("a disk may be slow").isTrue();
            now.addAndGet(Duration.ofMillis(1).toNanos());

            JournalRoom room = journal.room();
            hanging.goOn();
            assertThat(room.accepting()).isFalse();
            assertThat(room.writeAge()).isEqualTo(Duration.ofSeconds(5));
            waiting.join();
            await().until(() -> journal.room().accepting());
            assertThat(registry.get("tocsin.journal.write.age").timeGauge().value(TimeUnit.SECONDS))
                    .isZero();
            append(journal, 2, 3);
            assertThat(numbers(readAll(journal))).containsExactly(0, 1, 2);
        }
    }

    @Test
    void readsPastTheHorizonOnADiskThatTakesNoNewFile() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 300);

            List<JournaledEvent> all = new ArrayList<>();
            while (all.size() < 300) {
                // The step that makes the new checkpoint file, at each poll.
                disk.arm(SimulatedDisk.Fault.NO_SPACE, 1);
                all.addAll(journal.reader().poll(1_000, Duration.ZERO));
            }

            assertThat(all).hasSize(300);
        }
    }

    @Test
    void cutsATornTailAndKeepsWhatIsBeforeIt() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 5);
        }
        String segment = onlySegment();
        byte[] bytes = disk.bytes(segment);
        disk.overwrite(segment, Arrays.copyOf(bytes, bytes.length - 20));

        try (FileJournal journal = open()) {
            assertThat(numbers(readAll(journal))).containsExactly(0, 1, 2, 3);
            assertThat(registry.counter("tocsin.journal.torn.tails").count()).isEqualTo(1);
            assertThat(registry.counter("tocsin.journal.damaged.bytes").count()).isZero();
        }
    }

    @Test
    void stepsOverADamagedRecordKeepsItsBytesAndSaysSo() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 10);
        }
        String segment = onlySegment();
        byte[] bytes = disk.bytes(segment);
        bytes[bytes.length / 2] ^= 0x40;
        disk.overwrite(segment, bytes);

        try (FileJournal journal = open()) {
            assertThat(readAll(journal)).hasSize(9);
            assertThat(registry.counter("tocsin.journal.damaged.bytes").count()).isBetween(100.0, 300.0);
            assertThat(disk.list()).anyMatch(file -> file.endsWith(".corrupt"));
        }
    }

    @Test
    void readsOnInTheNextSegmentWhenOneIsDamagedToItsEnd() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
        }
        damageTheFirstSegmentToItsEnd();

        try (FileJournal journal = open()) {
            List<Integer> numbers = numbers(readAll(journal));
            assertThat(numbers).endsWith(99).doesNotHaveDuplicates().hasSizeBetween(80, 95);
            assertThat(registry.counter("tocsin.journal.damaged.bytes").count()).isGreaterThan(2000);
        }
    }

    @Test
    void whatIsDamagedIsMissingInTheAccount() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
            assertThat(journal.tally()).isEqualTo(new JournalTally(0, 0, 100, 0, 0, 100));
        }
        damageTheFirstSegmentToItsEnd();

        try (FileJournal journal = open()) {
            append(journal, 100, 110);
            assertThat(journal.tally().recovered()).isEqualTo(100);
            List<JournaledEvent> read = readAll(journal);
            JournalTally tally = journal.tally();
            assertThat(tally.appended()).isEqualTo(10);
            assertThat(tally.read()).isEqualTo(read.size());
            assertThat(tally.damaged()).isEqualTo(110 - read.size()).isPositive();
            assertThat(tally.waiting()).isZero();
            assertThat(read.stream().filter(event -> event.position() < tally.recoveredEnd()))
                    .hasSize(read.size() - 10);
        }
    }

    @Test
    void readsASegmentWhoseHeaderIsDamaged() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
        }
        for (String segment : disk.list().stream().filter(Segment::isName).toList()) {
            byte[] bytes = disk.bytes(segment);
            bytes[9] ^= 1;
            disk.overwrite(segment, bytes);
        }

        try (FileJournal journal = open()) {
            assertThat(numbers(readAll(journal)))
                    .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void refusesToSkipASegmentOfAnUnknownVersion() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 3);
        }
        String segment = onlySegment();
        byte[] bytes = disk.bytes(segment);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(4, 2);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, SegmentHeader.BYTES - 4);
        header.putInt(SegmentHeader.BYTES - 4, (int) crc.getValue());
        disk.overwrite(segment, bytes);

        assertThatThrownBy(this::open).isInstanceOf(JournalCorrupt.class).hasMessageContaining("another version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "tocsin journal checkpoint 1: sequence 9 position 99999 ordinal 1 horizon 1"})
    void fallsBackToTheOtherCheckpointAndTakesNothingForUnsent(String damaged) throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 20);
            List<JournaledEvent> all = readAll(journal);
            journal.reader().checkpoint(all.get(9).nextPosition());
        }
        for (String slot : List.of("checkpoint-a", "checkpoint-b")) {
            disk.overwrite(slot, damaged.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        try (FileJournal journal = open()) {
            List<JournaledEvent> all = readAll(journal);
            assertThat(numbers(all))
                    .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
            assertThat(all).allMatch(JournaledEvent::maybeSent);
        }
    }

    @Test
    void usesTheOlderCheckpointWhenTheNewerIsDamaged() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 20);
            List<JournaledEvent> all = readAll(journal);
            journal.reader().checkpoint(all.get(4).nextPosition());
            journal.reader().checkpoint(all.get(9).nextPosition());
        }
        disk.overwrite(newerCheckpoint(), new byte[0]);

        try (FileJournal journal = open()) {
            List<JournaledEvent> all = readAll(journal);
            assertThat(numbers(all)).startsWith(5).hasSize(15);
            assertThat(all).allMatch(JournaledEvent::maybeSent);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatACheckpointLeavesOpenIsNoDamage(boolean newerIsDamaged) throws Exception {
        // given: it stands where no read had ended, so it does not know how many events were before it
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
            List<JournaledEvent> all = readAll(journal);
            journal.reader().checkpoint(all.get(2).nextPosition());
            journal.reader().checkpoint(all.get(50).nextPosition());
        }
        if (newerIsDamaged) {
            disk.overwrite(newerCheckpoint(), new byte[0]);
        }

        try (FileJournal journal = open()) {
            List<JournaledEvent> left = readAll(journal);

            assertThat(numbers(left)).endsWith(99);
            assertThat(journal.tally())
                    .returns((long) left.size(), JournalTally::recovered)
                    .returns((long) left.size(), JournalTally::read)
                    .returns(0L, JournalTally::damaged)
                    .returns(0L, JournalTally::waiting);
        }
    }

    private void damageTheFirstSegmentToItsEnd() throws IOException {
        String segment =
                disk.list().stream().filter(Segment::isName).findFirst().orElseThrow();
        byte[] bytes = disk.bytes(segment);
        Arrays.fill(bytes, 2000, bytes.length, (byte) 0);
        disk.overwrite(segment, bytes);
    }

    private String newerCheckpoint() {
        return sequenceOf("checkpoint-a") > sequenceOf("checkpoint-b") ? "checkpoint-a" : "checkpoint-b";
    }

    private long sequenceOf(String slot) {
        return Checkpoint.decode(ByteBuffer.wrap(disk.bytes(slot)))
                .orElseThrow()
                .sequence();
    }

    private String onlySegment() throws IOException {
        List<String> segments = disk.list().stream().filter(Segment::isName).toList();
        assertThat(segments).hasSize(1);
        return segments.getFirst();
    }

    @Test
    void turnsASecondProcessAway(@TempDir Path folder) {
        JournalSettings real = JournalSettings.in(folder.resolve("journal"));
        try (FileJournal first = FileJournal.open(real, InstantSource.system(), registry)) {
            first.append(List.of(event(1))).join();

            assertThatThrownBy(() -> FileJournal.open(real, InstantSource.system(), registry))
                    .isInstanceOf(JournalInUse.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
        FileJournal.open(real, InstantSource.system(), registry).close();
    }

    @Test
    void refusesAppendsWhenClosed() throws Exception {
        FileJournal journal = open();
        journal.close();

        assertThat(journal.append(List.of(event(1))))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(JournalUnavailable.class);
    }

    @Test
    void takesEventsLargerThanItsBuffers() throws Exception {
        settings = new JournalSettings(
                Path.of("none"), 4096, 50_000_000, 20_000_000, 1000, 10_000, Duration.ZERO, Duration.ofMillis(2));
        try (FileJournal journal = open()) {
            LogEvent large = event(1, 6_000_000);
            Appended appended =
                    journal.append(List.of(event(0), large, event(2))).join();

            List<JournaledEvent> events = readAll(journal);
            assertThat(numbers(events)).containsExactly(0, 1, 2);
            assertThat(events).extracting(JournaledEvent::id).isEqualTo(appended.ids());
        }
    }

    private static LogEvent of(String stream, int number) {
        return new LogEvent(null, stream, event(number, 100).document());
    }

    private static List<JournaledEvent> readAllAgain(
            FileJournal journal, String stream, long from, long to, int maxBytes) throws InterruptedException {
        List<JournaledEvent> all = new ArrayList<>();
        for (long at = from; at < to; ) {
            Reread found = journal.reader().readAgain(stream, at, to, maxBytes);
            assertThat(found.position()).isGreaterThan(at);
            all.addAll(found.events());
            at = found.position();
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500, 1_000_000})
    void readsWhatItHandedOutAgainOfOneStreamAsItWasWhileItReadsOn(int maxBytes) throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 20);
            readAll(journal);
        }
        try (FileJournal journal = open()) {
            // Several segments, some of it handed out by an earlier process.
            for (int i = 20; i < 120; i++) {
                journal.append(List.of(of(i % 3 == 0 ? "logs-a-tocsin" : "logs-shop-tocsin", i)))
                        .join();
            }
            List<JournaledEvent> read = journal.reader().poll(1_000_000, Duration.ZERO);
            read = new ArrayList<>(read);
            read.addAll(readAll(journal));
            assertThat(read).hasSize(120).anyMatch(JournaledEvent::maybeSent).anyMatch(event -> !event.maybeSent());
            for (String stream : List.of("logs-a-tocsin", "logs-shop-tocsin")) {
                List<JournaledEvent> wanted = read.subList(5, 110).stream()
                        .filter(event -> event.dataStream().equals(stream))
                        .toList();
                long from = wanted.getFirst().position();
                long to = wanted.getLast().nextPosition();

                List<JournaledEvent> again = readAllAgain(journal, stream, from, to, maxBytes);

                assertThat(again).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(wanted);
            }
            assertThat(journal.tally().read()).isEqualTo(120);
            append(journal, 120, 121);
            assertThat(numbers(readAll(journal))).containsExactly(120);
        }
    }

    @Test
    void whatCannotBeReadAgainNowCanBeLater() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 10);
            List<JournaledEvent> read = readAll(journal);
            long to = read.getLast().nextPosition();
            disk.cutPower();

            assertThat(journal.reader().readAgain("logs-shop-tocsin", 0, to, 1_000_000))
                    .isEqualTo(new Reread(List.of(), 0));

            disk.powerOn();
            assertThat(numbers(readAllAgain(journal, "logs-shop-tocsin", 0, to, 1_000_000)))
                    .isEqualTo(numbers(read));
        }
    }

    @Test
    void whatIsDamagedWhenItIsReadAgainIsKeptOnceAndTheRestIsRead() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 10);
            List<JournaledEvent> read = readAll(journal);
            long to = read.getLast().nextPosition();
            String segment = onlySegment();
            byte[] bytes = disk.bytes(segment);
            bytes[bytes.length / 2] ^= 0x40;
            disk.overwrite(segment, bytes);

            for (int i = 0; i < 2; i++) {
                assertThat(readAllAgain(journal, "logs-shop-tocsin", 0, to, 100))
                        .hasSize(9);
            }

            assertThat(registry.counter("tocsin.journal.damaged.bytes").count()).isBetween(100.0, 300.0);
            assertThat(disk.list())
                    .filteredOn(file -> file.endsWith(".corrupt"))
                    .hasSize(1);
        }
    }

    @Test
    void aSegmentThatWasReadAgainIsGivenBackWhenItIsDone() throws Exception {
        try (FileJournal journal = open()) {
            append(journal, 0, 100);
            List<JournaledEvent> read = readAll(journal);
            long to = read.getLast().nextPosition();
            readAllAgain(journal, "logs-shop-tocsin", 0, read.get(10).position(), 1_000_000);

            journal.reader().checkpoint(to);

            assertThat(disk.list()).filteredOn(Segment::isName).hasSize(1);
            assertThat(journal.reader()
                            .readAgain("logs-shop-tocsin", 0, read.get(10).position(), 100))
                    .isEqualTo(new Reread(List.of(), read.get(10).position()));
        }
    }
}

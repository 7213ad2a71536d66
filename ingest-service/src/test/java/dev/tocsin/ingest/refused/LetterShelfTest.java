package dev.tocsin.ingest.refused;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.Origin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterShelfTest {
    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T23:59:50Z"));
    private FileDeadLetters letters;
    private LetterShelf shelf;

    @BeforeEach
    void open() {
        letters = FileDeadLetters.open(DeadLetterSettings.in(folder), now::get, new SimpleMeterRegistry());
        shelf = new LetterShelf(folder);
    }

    @AfterEach
    void close() {
        letters.close();
    }

    private void keep(DeadLetter... some) throws IOException {
        letters.keep(List.of(some));
        now.set(now.get().plus(Duration.ofSeconds(8)));
    }

    private DeadLetter bad(String raw) {
        return new DeadLetter(
                now.get(), "decode", new Origin("tcp", "10.0.0.9"), null, null, "not JSON", raw.getBytes(UTF_8), false);
    }

    private DeadLetter unindexed(String id, String document) {
        return unindexed("logs-shop-tocsin", id, document);
    }

    private DeadLetter unindexed(String stream, String id, String document) {
        return new DeadLetter(now.get(), "index", null, stream, id, "refused", document.getBytes(UTF_8), false);
    }

    private List<String> listed(LetterFilter filter) throws IOException {
        return shelf.list(filter, 100).letters().stream()
                .map(letter -> letter.ref() + " " + new String(letter.letter().raw(), UTF_8))
                .toList();
    }

    @Test
    void listsTheNewestFirstOverDaysAndSteps() throws Exception {
        keep(bad("one"), bad("two"));
        keep(unindexed("e1", "{\"a\":1}"));
        keep(bad("three"));

        assertThat(listed(LetterFilter.KEPT))
                .containsExactly(
                        "decode-2026-11-24.000:1 three",
                        "index-2026-11-23.000:1 {\"a\":1}",
                        "decode-2026-11-23.000:2 two",
                        "decode-2026-11-23.000:1 one");
        assertThat(shelf.list(LetterFilter.KEPT, 2).letters())
                .extracting(letter -> letter.ref().toString())
                .containsExactly("decode-2026-11-24.000:1", "index-2026-11-23.000:1");
    }

    @Test
    void listsTheNewestFirstOverStreamsWhoseFilesAreWrittenSideBySide() throws Exception {
        now.set(Instant.parse("2026-11-23T10:00:00Z"));
        for (int i = 0; i < 3; i++) {
            keep(unindexed("logs-a-tocsin", "a" + i, "{}"));
            keep(unindexed("logs-b-tocsin", "b" + i, "{}"));
        }
        keep(unindexed("logs-a-tocsin", "a3", "{}"));

        assertThat(shelf.list(LetterFilter.KEPT, 3).letters())
                .extracting(letter -> letter.letter().id())
                .containsExactly("a3", "b2", "a2");
        assertThat(new LetterShelf(folder, 1).list(LetterFilter.KEPT, 9).letters())
                .extracting(letter -> letter.letter().id())
                .containsExactly("a3", "b2", "a2", "b1", "a1", "b0", "a0");
    }

    @Test
    void filtersByWhatIsAskedFor() throws Exception {
        keep(bad("card 4711"), bad("hello"));
        keep(unindexed("e1", "{\"a\":4711}"));

        assertThat(listed(new LetterFilter(null, "index", null, null, null))).hasSize(1);
        assertThat(listed(new LetterFilter(null, "decode", null, null, "4711")))
                .containsExactly("decode-2026-11-23.000:1 card 4711");
        assertThat(listed(new LetterFilter(null, null, "tcp", null, null))).hasSize(2);
        assertThat(listed(new LetterFilter(null, null, "http", null, null))).isEmpty();
        assertThat(listed(new LetterFilter(null, null, null, "logs-shop-tocsin", null)))
                .hasSize(1);
        assertThat(listed(new LetterFilter(null, null, null, null, "refused"))).hasSize(1);
    }

    @Test
    void findsOneWithAllThatIsKnownOfIt() throws Exception {
        String large = "x\"\n".repeat(100_000);
        keep(bad("one"), bad(large));

        KeptLetter letter =
                shelf.find(new LetterRef("decode-2026-11-23.000", 2)).orElseThrow();

        assertThat(new String(letter.letter().raw(), UTF_8)).isEqualTo(large);
        assertThat(letter.letter().origin()).isEqualTo(new Origin("tcp", "10.0.0.9"));
        assertThat(letter.letter().reason()).isEqualTo("not JSON");
        assertThat(letter.state()).isEqualTo(LetterState.KEPT);
        assertThat(letter.isWhole()).isTrue();
        assertThat(shelf.list(LetterFilter.KEPT, 10).letters())
                .extracting(KeptLetter::isWhole)
                .containsExactly(false, true);
        assertThat(shelf.find(new LetterRef("decode-2026-11-23.000", 3))).isEmpty();
        assertThat(shelf.find(new LetterRef("decode-2026-11-21.000", 1))).isEmpty();
        assertThat(listed(LetterFilter.KEPT)).allMatch(line -> line.length() < LetterShelf.BEGINNING + 100);
    }

    @Test
    void aVeryLargeOneIsShownByItsBeginning() throws Exception {
        keep(unindexed("e1", "x".repeat(17 << 20)), unindexed("e2", "{}"));

        KeptLetter letter = shelf.find(new LetterRef("index-2026-11-23.000", 1)).orElseThrow();

        assertThat(letter.isWhole()).isFalse();
        assertThat(letter.letter().raw().length).isBetween(15 << 20, 16 << 20);
        assertThat(shelf.find(new LetterRef("index-2026-11-23.000", 2))
                        .orElseThrow()
                        .isWhole())
                .isTrue();
    }

    @Test
    void whatBecameOfALetterStaysAndItsNameToo() throws Exception {
        keep(bad("one"), bad("two"), bad("three"));
        KeptLetter two = shelf.find(new LetterRef("decode-2026-11-23.000", 2)).orElseThrow();

        assertThat(shelf.mark(two, LetterState.REPLAYED)).isTrue();

        // The file is still being written to.
        keep(bad("four"));
        assertThat(shelf.find(two.ref()).orElseThrow().state()).isEqualTo(LetterState.REPLAYED);
        assertThat(new String(shelf.find(two.ref()).orElseThrow().letter().raw(), UTF_8))
                .isEqualTo("two");
        assertThat(listed(LetterFilter.KEPT))
                .noneMatch(line -> line.endsWith("two"))
                .hasSize(3);
        assertThat(listed(new LetterFilter(LetterState.REPLAYED, null, null, null, null)))
                .containsExactly("decode-2026-11-23.000:2 two");
    }

    @Test
    void whatIsTornOrNoLetterIsPassedOver() throws Exception {
        keep(bad("one"));
        Path file = folder.resolve("decode-2026-11-23.000.jsonl");
        Files.writeString(
                file,
                "garbage\n{\"at\":\"2026-11-23T10:00:00Z\",\"stage\":\"decode\",\"reason\":\"r\",\"truncated\":false,\"raw\":\"old\"}\n{\"state\":1,\"at\":\"20",
                StandardOpenOption.APPEND);
        Files.writeString(folder.resolve("notes.txt"), "mine");

        assertThat(listed(LetterFilter.KEPT))
                .containsExactly("decode-2026-11-23.000:1 one", "decode-2026-11-23.000:3 old");
        KeptLetter old = shelf.find(new LetterRef("decode-2026-11-23.000", 3)).orElseThrow();
        assertThat(shelf.mark(old, LetterState.DROPPED))
                .as("of an earlier build")
                .isFalse();
        assertThat(Files.readString(file)).contains("\n{\"at\":\"2026");
        Files.delete(file);
        assertThat(shelf.mark(old, LetterState.DROPPED)).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void handsOutTheOldestFirstUntilItIsToldToStop() throws Exception {
        keep(bad("one"), bad("two"));
        keep(unindexed("e1", "{\"a\":1}"));
        keep(bad("three"));
        List<String> seen = new ArrayList<>();

        shelf.visit(LetterFilter.KEPT, null, letter -> {
            seen.add(new String(letter.letter().raw(), UTF_8));
            return seen.size() < 3;
        });

        assertThat(seen).containsExactly("one", "two", "{\"a\":1}");
        seen.clear();
        shelf.visit(LetterFilter.KEPT, new LetterRef("decode-2026-11-23.000", 1), letter -> {
            seen.add(new String(letter.letter().raw(), UTF_8));
            return true;
        });
        assertThat(seen).as("behind the first").containsExactly("two", "{\"a\":1}", "three");
    }

    @Test
    void listsByTimeWhateverTheStepAndCountsTheRest() throws Exception {
        for (int i = 0; i < 3; i++) {
            now.set(Instant.parse("2026-11-23T10:00:00Z").plusSeconds(i * 20L));
            keep(bad("bad " + i));
            keep(unindexed("e" + i, "{\"a\":" + i + "}"));
        }

        LetterShelf.Page page = shelf.list(LetterFilter.KEPT, 4);

        assertThat(page.letters())
                .extracting(letter -> letter.ref().toString())
                .containsExactly(
                        "index-2026-11-23.000:3",
                        "decode-2026-11-23.000:3",
                        "index-2026-11-23.000:2",
                        "decode-2026-11-23.000:2");
        assertThat(page.found()).isEqualTo(6);
        assertThat(page.isMore()).isFalse();
    }

    @Test
    void veryManyAreNotCountedToTheEnd() throws Exception {
        for (int day = 0; day < 3; day++) {
            now.set(Instant.parse("2026-11-23T10:00:00Z").plus(Duration.ofDays(day)));
            keep(bad("one"), bad("two"));
            keep(unindexed("e", "{}"));
        }

        LetterShelf.Page page = new LetterShelf(folder, 3).list(LetterFilter.KEPT, 2);

        assertThat(page.letters()).hasSize(2);
        assertThat(page.found()).isEqualTo(4 + 3);
        assertThat(page.isMore()).isTrue();
    }

    @Test
    void filesAreInOrderOfTheirNumbers() throws Exception {
        String line = new String(LetterLine.of(bad("x")), UTF_8);
        for (String number : List.of("999", "1000", "002")) {
            Files.writeString(folder.resolve("decode-2026-11-23." + number + ".jsonl"), line);
        }

        List<String> files = new ArrayList<>();
        shelf.visit(LetterFilter.KEPT, null, letter -> files.add(letter.ref().file()));

        assertThat(files).containsExactly("decode-2026-11-23.002", "decode-2026-11-23.999", "decode-2026-11-23.1000");
    }

    /** Who has looked at what a filter takes must not find that more was dropped. */
    @Test
    void aFilterSeesAsMuchOfARecordInAListAsInAVisit() throws Exception {
        keep(bad("x".repeat(LetterShelf.BEGINNING) + " far behind"), bad("not far behind"));
        LetterFilter filter = new LetterFilter(null, null, null, null, "far behind");
        List<String> visited = new ArrayList<>();

        shelf.visit(filter, null, letter -> visited.add(letter.ref().toString()));

        assertThat(visited).containsExactly("decode-2026-11-23.000:2");
        assertThat(listed(filter)).hasSize(1);
    }

    @Test
    void ofALongRecordAListHoldsTheBeginning() throws Exception {
        keep(bad("x".repeat(5_000)));

        KeptLetter letter = shelf.list(LetterFilter.KEPT, 1).letters().getFirst();

        assertThat(letter.letter().raw()).hasSize(1_024);
        assertThat(letter.isWhole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd:1", "decode-2026-11-23.000", "decode-2026-11-23.000:0", "decode-2026-11-23.000:x",
                "decode-2026-11-23.000.jsonl:1", "/decode-2026-11-23.000:1", "other-2026-11-23.000:1", "",
                "decode-2026-02-31.000:1", "decode-2026-11-23.0001:1", "decode-2026-11-23.9999999999:1"
            })
    void whatIsNoNameOfALetterIsNone(String text) {
        assertThat(LetterRef.of(text)).isEmpty();
    }

    /** However long a line is: what is there of it is a beginning of the record, and no half of anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text that goes on and on",
                "quotes \" and \\ back\\\\slashes \\",
                "\u0000\u0001\u001b\n\t\r\u007f",
                "\u4e16\u754c\u4e16\u754c\u4e16\u754c\u4e16\u754c\u4e16\u754c\u4e16\u754c\u4e16\u754c\u4e16\u754c",
                "gr\u00fc\u00dfe \ud83d\ude00\ud83d\ude00 \u4e16\u754c",
                "\\\\\\\\\\\\\\\\\\\\\\\\\\\\",
                "\\u0041 is no escape here"
            })
    void ofALineThatIsCutThereIsABeginning(String raw) {
        byte[] bytes = raw.getBytes(UTF_8);
        byte[] line = LetterLine.of(bad(raw));
        int header = new String(line, UTF_8).indexOf("\"raw\":\"") + "\"raw\":\"".length();

        for (int cut = header; cut < line.length - 3; cut++) {
            Optional<LetterLine.Read> read = LetterLine.read(Arrays.copyOf(line, cut), true);

            byte[] there = read.orElseThrow(() -> new AssertionError("nothing"))
                    .letter()
                    .raw();
            assertThat(there).isEqualTo(Arrays.copyOf(bytes, there.length));
            assertThat(new String(there, UTF_8)).doesNotContain("\ufffd");
            assertThat(there.length).isGreaterThanOrEqualTo(Math.min(bytes.length, (cut - header) / 6 - 4));
        }
    }

    @Test
    void ofABinaryRecordThatIsCutThereIsABeginning() {
        byte[] raw = new byte[200];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (200 + i);
        }
        byte[] line = LetterLine.of(new DeadLetter(now.get(), "decode", null, null, null, "not UTF-8", raw, true));
        int header = new String(line, UTF_8).indexOf("base64\":\"") + "base64\":\"".length();

        for (int cut = header; cut < line.length - 3; cut++) {
            byte[] there = LetterLine.read(Arrays.copyOf(line, cut), true)
                    .orElseThrow()
                    .letter()
                    .raw();
            assertThat(there).isEqualTo(Arrays.copyOf(raw, (cut - header) / 4 * 3));
        }
    }
}

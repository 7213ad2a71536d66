package dev.tocsin.ingest.refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.event.Origin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FileDeadLettersTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path root;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T23:59:50Z"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Path folder() {
        return root.resolve("refused");
    }

    private FileDeadLetters open(long maxBytes, long fileBytes) {
        return FileDeadLetters.open(new DeadLetterSettings(folder(), 7, maxBytes, fileBytes), now::get, registry);
    }

    private DeadLetter letter(byte[] raw) {
        return new DeadLetter(now.get(), "decode", new Origin("tcp", "10.0.0.9"), null, null, "not JSON", raw, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<DeadLetter> failingAfter(DeadLetter first) {
        return new AbstractList<>() {
            @Override
            public DeadLetter get(int index) {
                if (index > 0) {
                    throw new IllegalStateException("as if");
                }
                return first;
            }

            @Override
            public int size() {
                return 2;
            }
        };
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList();
        }
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    @Test
    void keepsTextAsTextAndOtherBytesAsBase64() throws IOException {
        byte[] binary = {(byte) 0xC3, 0x28, 0, 10};
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("{\"broken\": \"Käse\nü\"")), letter(binary)));
            letters.keep(List.of(
                    new DeadLetter(now.get(), "index", null, "logs-a-tocsin", "id-1", "why", bytes("{}"), true)));

            List<JsonNode> lines = lines();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0).get("raw").asString()).isEqualTo("{\"broken\": \"Käse\nü\"");
            assertThat(lines.get(0).get("door").asString()).isEqualTo("tcp");
            assertThat(lines.get(1).get("raw_base64").asString())
                    .isEqualTo(Base64.getEncoder().encodeToString(binary));
            assertThat(lines.get(2).get("data_stream").asString()).isEqualTo("logs-a-tocsin");
            assertThat(lines.get(2).has("door")).isFalse();
            assertThat(lines.get(2).get("truncated").asBoolean()).isTrue();
        }
    }

    @Test
    void aFileThatIsOnlyNamedLikeOneOfOursKeepsNoLetterFromBeingKept() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("decode-2026-99-99.000.jsonl"), "mine");
        Files.writeString(folder().resolve("decode-2026-11-23.99999999999.jsonl"), "mine");
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("one"))));
        }

        assertThat(folder().resolve("decode-2026-11-23.000.jsonl")).exists();
        assertThat(folder().resolve("decode-2026-99-99.000.jsonl")).hasContent("mine");
    }

    @Test
    void letsNobodyElseRead() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("secret"))));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatIsKeptAfterSomebodyDeletedTheFilesIsInAFileOfItsOwn() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("seen and deleted"))));
            Files.delete(files().getFirst());
            letters.keep(List.of(letter(bytes("next"))));
            Files.move(files().getFirst(), root.resolve("moved away"));
            letters.keep(List.of(letter(bytes("last"))));

            assertThat(lines()).extracting(line -> line.get("raw").asString()).containsExactly("last");
            assertThat(Files.readString(root.resolve("moved away"))).contains("next");
        }
    }

    @Test
    void aWriteThatIsInterruptedLeavesNothing() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("before"))));
            List<DeadLetter> interrupted = List.of(letter(bytes("once")), letter(bytes("and once")));
            assertThatThrownBy(() -> letters.keep(new AbstractList<>() {
                        @Override
                        public DeadLetter get(int index) {
                            if (index == 1) {
                                Thread.currentThread().interrupt();
                            }
                            return interrupted.get(index);
                        }

                        @Override
                        public int size() {
                            return interrupted.size();
                        }
                    }))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            letters.keep(interrupted);

            assertThat(lines())
                    .extracting(line -> line.get("raw").asString())
                    .containsExactly("before", "once", "and once");
        }
    }

    @Test
    void whatCannotBeRemovedKeepsNothingElseFromBeingRemoved() throws IOException {
        Path stubborn = folder().resolve("decode-2026-11-01.000.jsonl");
        Files.createDirectories(stubborn.resolve("in it"));
        Path old = folder().resolve("decode-2026-11-02.000.jsonl");
        Files.writeString(old, "{}\n{}\n");

        open(1_000_000, 100_000).close();

        assertThat(old).doesNotExist();
        assertThat(registry.get("tocsin.dead.letters.removed").counter().count())
                .isEqualTo(2);
    }

    @Test
    void beginsAFileEachDayAndEachStart() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("a"))));
            now.set(now.get().plus(Duration.ofSeconds(20)));
            letters.keep(List.of(letter(bytes("b"))));
        }
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("c"))));
        }

        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "decode-2026-11-23.000.jsonl", "decode-2026-11-24.000.jsonl", "decode-2026-11-24.001.jsonl");
    }

    @Test
    void removesWhatIsOlderThanAWeekAndCountsIt() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("a"))));
            letters.keep(List.of(letter(bytes("b"))));
            now.set(now.get().plus(Duration.ofDays(7)));
            letters.keep(List.of(letter(bytes("c"))));
            assertThat(lines()).hasSize(3);

            now.set(now.get().plus(Duration.ofDays(1)));
            letters.keep(List.of(letter(bytes("d"))));

            assertThat(lines()).hasSize(2);
            assertThat(registry.counter("tocsin.dead.letters.removed").count()).isEqualTo(2);
        }
    }

    @Test
    void removesWhatIsTooOldAlsoIfNoneComesAfterIt() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            letters.keep(List.of(letter(bytes("somebody's secret"))));
            now.set(now.get().plus(Duration.ofDays(7)));
            letters.removeOld();
            assertThat(files()).hasSize(1);

            now.set(now.get().plus(Duration.ofDays(1)));
            letters.removeOld();

            assertThat(files()).isEmpty();
            assertThat(registry.counter("tocsin.dead.letters.removed").count()).isEqualTo(1);
            letters.keep(List.of(letter(bytes("a new one"))));
            assertThat(lines()).hasSize(1);
        }
    }

    @Test
    void removesTheOldestWhenThereAreTooMany() throws IOException {
        try (FileDeadLetters letters = open(20_000, 2_000)) {
            for (int i = 0; i < 200; i++) {
                letters.keep(List.of(letter(bytes("letter " + i))));
            }

            List<JsonNode> lines = lines();
            assertThat(lines.getLast().get("raw").asString()).isEqualTo("letter 199");
            assertThat(files().stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(12_500);
            assertThat(lines.size()
                            + registry.counter("tocsin.dead.letters.removed").count())
                    .isEqualTo(200);
        }
    }

    @Test
    void ofLettersThatWereNotAllWrittenNoneIsThereUntilTheyAreBroughtAgain() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            assertThatThrownBy(() -> letters.keep(failingAfter(letter(bytes("a")))))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(files()).isEmpty();
            letters.keep(List.of(letter(bytes("b"))));
            assertThatThrownBy(() -> letters.keep(failingAfter(letter(bytes("c")))))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(lines()).extracting(line -> line.get("raw").asString()).containsExactly("b");

            letters.keep(List.of(letter(bytes("c"))));

            assertThat(lines()).extracting(line -> line.get("raw").asString()).containsExactly("b", "c");
            assertThat(files()).hasSize(2);
            assertThat(registry.counter("tocsin.dead.letters", "stage", "decode")
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void saysThatTheDiskRefusesAndGoesOnWhenItDoesNot() throws IOException {
        try (FileDeadLetters letters = open(1_000_000, 100_000)) {
            Files.delete(folder());
            assertThatThrownBy(() -> letters.keep(List.of(letter(bytes("a"))))).isInstanceOf(IOException.class);

            Files.createDirectory(folder());
            letters.keep(List.of(letter(bytes("b"))));

            assertThat(lines()).extracting(line -> line.get("raw").asString()).containsExactly("b");
        }
    }

    @Test
    void whatCannotBeDecodedPushesOutNothingThatWasAcknowledged() throws IOException {
        try (FileDeadLetters letters = open(20_000, 2_000)) {
            Files.writeString(
                    folder().resolve("dead-letters-2026-11-22.000.jsonl"), "{\"raw\":\"of an earlier build\"}\n");
            letters.keep(List.of(
                    new DeadLetter(now.get(), "index", null, "logs-a-tocsin", "id-1", "why", bytes("{}"), false)));

            for (int i = 0; i < 500; i++) {
                letters.keep(List.of(letter(bytes("junk " + i))));
            }

            assertThat(lines())
                    .anySatisfy(line -> assertThat(line.path("id").asString()).isEqualTo("id-1"))
                    .anySatisfy(line -> assertThat(line.get("raw").asString()).isEqualTo("of an earlier build"));
            assertThat(files().stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(13_000);
        }
    }

    private DeadLetter unindexed(String stream, String id) {
        return new DeadLetter(now.get(), "index", null, stream, id, "its id is taken", bytes("{}"), false);
    }

    @Test
    void aStreamWithMassesOfLettersPushesOutItsOwnOnly() throws IOException {
        List<String> others = new ArrayList<>();
        try (FileDeadLetters letters = open(40_000, 4_000)) {
            letters.keep(List.of(unindexed("logs-first-tocsin", "first")));
            for (int i = 0; i < 500; i++) {
                letters.keep(List.of(unindexed("logs-masses-tocsin", "masses-" + i)));
                if (i % 50 == 0) {
                    letters.keep(List.of(unindexed("logs-other-tocsin", "other-" + i)));
                    others.add("other-" + i);
                }
            }
        }
        try (FileDeadLetters letters = open(40_000, 4_000)) {
            letters.keep(List.of(unindexed("logs-masses-tocsin", "masses-500")));

            assertThat(lines())
                    .extracting(line -> line.get("id").asString())
                    .contains("first", "masses-499", "masses-500")
                    .containsAll(others)
                    .doesNotContain("masses-0");
            assertThat(lines().size()
                            + registry.counter("tocsin.dead.letters.removed").count())
                    .isEqualTo(512);
            assertThat(files().stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(25_000);
        }
    }

    @Test
    void lettersOfManyStreamsThatGrowTogetherStayWithinTheLimit() throws IOException {
        try (FileDeadLetters letters = open(40_000, 4_000)) {
            for (int i = 0; i < 300; i++) {
                for (int stream = 0; stream < 8; stream++) {
                    letters.keep(List.of(unindexed("logs-" + stream + "-tocsin", "id-" + i)));
                }
            }

            assertThat(files().stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(25_000);
            assertThat(lines())
                    .extracting(line -> line.get("data_stream").asString())
                    .contains("logs-0-tocsin", "logs-7-tocsin");
        }
    }

    @Test
    void moreStreamsThanHaveFilesOfTheirOwnShareOne() throws IOException {
        try (FileDeadLetters letters = open(10_000_000, 1_000_000)) {
            for (int i = 0; i < 2; i++) {
                for (int stream = 0; stream < 250; stream++) {
                    letters.keep(List.of(unindexed("logs-" + stream + "-tocsin", "id-" + i)));
                }
            }
        }

        assertThat(files()).hasSize(201);
        assertThat(lines()).hasSize(500);
    }
}

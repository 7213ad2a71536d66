package dev.tocsin.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonRecordDecoderTest {
    private final JsonRecordDecoder decoder = new JsonRecordDecoder();
    private final FieldList fields = new FieldList();

    @Test
    void flattensObjectsArraysAndDottedKeysToTheSameNames() {
        String record = """
                {"a":{"b":1,"c":[true,{"d":"x"},[2,"y"]]},"a.b":2,"n":null,"e":{},"f":[],"a":{"b":"3"}}""";

        assertThat(decode(record)).isNull();

        assertThat(list()).containsExactly("a.b=1,2,3", "a.c=true,2,y", "a.c.d=x");
    }

    @Test
    void keepsNumbersAsTheyWereWritten() {
        assertThat(decode("{\"a\":1.10,\"b\":-0,\"c\":1E400,\"d\":12345678901234567890}"))
                .isNull();

        assertThat(list()).containsExactly("a=1.10", "b=-0", "c=1E400", "d=12345678901234567890");
    }

    @Test
    void keepsValuesThatWouldFillTheMemoryAsText() {
        int most = JsonRecordDecoder.INNER_VALUES;

        assertThat(decode("{\"a\":[1" + ",1".repeat(most - 1) + "]}")).isNull();
        assertThat(fields.values()).isEqualTo(most);
        assertThat(decode("{\"a\":[1" + ",1".repeat(most - 1) + ", 2, {\"b\":3} ],\"message\":\"m\"}"))
                .isNull();

        assertThat(list().subList(1, 3)).containsExactly("fields_over_limit=a: [2, {\"b\":3}]", "message=m");
    }

    @Test
    void keepsEmptyNamesApartFromTheirParents() {
        assertThat(decode("{\"\":{\"a\":1},\"a\":2,\"b\":{\"\":3}}")).isNull();

        assertThat(list()).containsExactly(".a=1", "a=2", "b.=3");
    }

    @Test
    void cutsLongNamesWithoutMixingThemUp() {
        String stem = "k".repeat(600);

        assertThat(decode("{\"" + stem + "1\":1,\"" + stem + "2\":2}")).isNull();

        assertThat(fields.fields()).isEqualTo(2);
        assertThat(fields.name(0)).hasSize(FieldName.MAX_LENGTH).isNotEqualTo(fields.name(1));
    }

    @Test
    void readsARecordInTheMiddleOfABufferAndSkipsAByteOrderMark() {
        byte[] buffer = "garbage\uFEFF{\"a\":1}garbage".getBytes(UTF_8);

        MalformedRecord malformed =
                decoder.decode(buffer, 7, 7 + 3 + 7, new Origin("tcp", null), Instant.EPOCH, fields);

        assertThat(malformed).isNull();
        assertThat(list()).containsExactly("a=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"a\":1`             | ends in the middle",
                "`{\"a\":\"x`           | ends in the middle",
                "`{\"a\":NaN}`          | broken JSON",
                "`{\"a\":-}`            | broken JSON",
                "`{\"a\":01}`           | broken JSON",
                "`{\"a\":1,}`           | broken JSON",
                "`{'a':1}`              | broken JSON",
                "`{\"a\":\"\\x\"}`      | broken JSON",
                "`[{\"a\":1}]`          | not a JSON object",
                "`\"text\"`             | not a JSON object",
                "`ERROR plain text`     | broken JSON",
                "`{\"a\":1}{\"a\":2}`   | more than one value",
                "`{\"a\":1} x`          | broken JSON",
                "`{}`                   | no field with a value",
                "`{\"a\":null,\"b\":[]}`| no field with a value",
            })
    void saysWhatIsWrong(String record, String reason) {
        MalformedRecord malformed = refusal(record);

        assertThat(malformed.reason()).isEqualTo(reason);
        assertThat(malformed.hint()).isNotBlank();
        assertThat(malformed.offset()).isBetween(0L, (long) record.length());
    }

    @Test
    void countsOffsetsFromTheStartOfTheRecord() {
        byte[] buffer = "0123456789{\"a\":?}".getBytes(UTF_8);

        @Nullable
        MalformedRecord malformed =
                decoder.decode(buffer, 10, buffer.length, new Origin("tcp", null), Instant.EPOCH, fields);

        assertThat(Objects.requireNonNull(malformed).offset()).isBetween(5L, 7L);
    }

    @Test
    void keepsWhatIsNestedDeepAsText() {
        String prefix = "a" + ".a".repeat(63);
        assertThat(decode("{\"a\":".repeat(64) + "1" + "}".repeat(64))).isNull();
        assertThat(list()).containsExactly(prefix + "=1");

        assertThat(decode("{\"a\":".repeat(64) + "{ \"é\":[1, {}]}" + "}".repeat(63) + ",\"b\":2}"))
                .isNull();
        assertThat(list()).containsExactly(prefix + "={ \"é\":[1, {}]}", "b=2");
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        MalformedRecord arrays = decode("{\"a\":" + "[".repeat(100_000));

        assertThat(arrays).extracting(MalformedRecord::reason).isEqualTo("nested deeper than 1000");
    }

    @Test
    void keepsMoreFieldsThanAnyEventHasAsText() {
        StringBuilder record = new StringBuilder("{\"m\":{\"o\":{\"f\":0");
        for (int i = 1; i < JsonRecordDecoder.INNER_FIELDS; i++) {
            record.append(",\"f").append(i).append("\":1");
        }
        record.append(",\"late\": {\"x\":[1]}, \"later\":2}},\"service\":{\"name\":\"s\"}}");

        assertThat(decode(record.toString())).isNull();

        assertThat(fields.fields()).isEqualTo(JsonRecordDecoder.INNER_FIELDS + 2);
        assertThat(list().subList(fields.fields() - 2, fields.fields()))
                .containsExactly("fields_over_limit=m.o: \"late\": {\"x\":[1]}, \"later\":2", "service.name=s");
    }

    @Test
    void whatIsOverTheLimitsHasToBeJsonAllTheSame() {
        String full = "{\"a\":[1" + ",1".repeat(JsonRecordDecoder.MAX_VALUES);

        assertThat(refusal(full).reason()).isEqualTo("ends in the middle");
        assertThat(refusal(full + ",x]}").reason()).isEqualTo("broken JSON");
        assertThat(refusal(full + "}").reason()).isEqualTo("broken JSON");
        assertThat(refusal(full + "," + "[".repeat(2_000)).reason()).isEqualTo("nested deeper than 1000");
    }

    @Test
    void aLongTextOfWhatIsNestedDeepIsKeptWhole() {
        String deep = "[\"" + "x".repeat(9_000) + "\"]";

        assertThat(decode("{\"a\":".repeat(64) + deep + "}".repeat(64))).isNull();

        assertThat(list()).containsExactly("fields_over_limit=a" + ".a".repeat(63) + ": " + deep);
    }

    @Test
    void neverRepeatsAValueInItsReason() {
        MalformedRecord malformed = refusal("{\"password\": hunter2}");

        assertThat(malformed.toString()).doesNotContain("hunter2").doesNotContain("password");
    }

    /** Each file is an input that has to be refused; the first word of its name is the first word of the reason. */
    @ParameterizedTest
    @MethodSource("badRecords")
    void refusesTheCollectedBadRecords(Path file) throws IOException {
        byte[] record = Files.readAllBytes(file);

        @Nullable
        MalformedRecord malformed =
                decoder.decode(record, 0, record.length, new Origin("tcp", null), Instant.EPOCH, fields);

        String firstWord = file.getFileName().toString().split("-")[0];
        assertThat(Objects.requireNonNull(malformed).reason().toLowerCase(Locale.ROOT))
                .startsWith(firstWord);
    }

    static Stream<Path> badRecords() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/bad-records"))) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable MalformedRecord decode(String record) {
        byte[] bytes = record.getBytes(UTF_8);
        return decoder.decode(bytes, 0, bytes.length, new Origin("tcp", null), Instant.EPOCH, fields);
    }

    private MalformedRecord refusal(String record) {
        return Objects.requireNonNull(decode(record), "it was decoded");
    }

    private List<String> list() {
        List<String> lines = new ArrayList<>();
        for (int field = 0; field < fields.fields(); field++) {
            List<String> values = new ArrayList<>();
            for (int value = fields.firstValue(field); value >= 0; value = fields.nextValue(value)) {
                values.add(fields.text(value));
            }
            lines.add(fields.name(field) + "=" + String.join(",", values));
        }
        return lines;
    }
}

package dev.tocsin.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without the parser is what the parser reads. */
class PlainJsonTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\n",
            "\\u0041",
            "é",
            "漢",
            "😀",
            "\u007f",
            "\u0001",
            "\t",
            "\n",
            "\r",
            " ",
            "-",
            "0",
            "01",
            "1",
            "-0",
            "1.5",
            "1e9",
            "1E+",
            ".",
            "true",
            "false",
            "null",
            "nul",
            "a",
            "\"a\"",
            "\"@timestamp\"",
            "\"eight888\"",
            "\"nine99999\"",
            "\"\"");

    private final PlainJson plain = new PlainJson();
    private final JsonRecordDecoder parser = new JsonRecordDecoder();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"Order 17 placed\",\"level\":\"INFO\",\"amount\":12.50,\"ok\":true,\"no\":null,\"n\":-1e-3}",
                " { \"a\" : \"\" , \"b\" : 0 } \r",
                "{\"größe\":\"naïve 漢字 😀\",\"a\":\"1\",\"a\":\"2\"}",
                "{\"\":\"without a name\"}"
            })
    void theUsualLineNeedsNoParser(String json) {
        FieldList fields = new FieldList();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThat(plain.read(bytes, 0, bytes.length, fields)).isTrue();
        assertThat(described(fields)).isEqualTo(parsed(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}",
                "{\"a\":null}",
                "[]",
                "{\"a\":{\"b\":1}}",
                "{\"a\":[1]}",
                "{\"a\":\"\\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\\u0041\":1}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":+1}",
                "{\"a\":tru}",
                "{\"a\":1}}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1",
                "{\"a\":\"1",
                "{\"a\":NaN}",
                "{\"a\":1 2}",
                "{'a':1}",
                "{\"a\":1}//"
            })
    void anythingElseIsLeft(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThat(plain.read(bytes, 0, bytes.length, new FieldList())).isFalse();
    }

    @Test
    void whateverItReadsTheParserReadsAlike() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = record(random);
            // Somewhere in a buffer, between bytes of others.
            int from = random.nextInt(10);
            byte[] buffer = new byte[from + bytes.length + 10];
            random.nextBytes(buffer);
            System.arraycopy(bytes, 0, buffer, from, bytes.length);
            FieldList fields = new FieldList();
            if (plain.read(buffer, from, from + bytes.length, fields)) {
                read++;
                assertThat(described(fields))
                        .as("seed %d: %s", seed, new String(bytes, StandardCharsets.UTF_8))
                        .isEqualTo(parsed(bytes));
            }
        }
        assertThat(read).isGreaterThan(20_000);
    }

    @Test
    void namesOfTheRecordBeforeAreNotTakenForThoseOfThisOne() {
        Random random = new Random(17L);
        List<String> keys = List.of(
                "\"level\":",
                "\"level\" :",
                " \"level\":",
                "\"leve\":",
                "\"levels\":",
                "\"level_value\":",
                "\"ebene\":");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder("{");
            for (int field = random.nextInt(4); field >= 0; field--) {
                json.append(keys.get(random.nextInt(keys.size()))).append(field).append(field > 0 ? "," : "}");
            }
            byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
            FieldList fields = new FieldList();

            assertThat(plain.read(bytes, 0, bytes.length, fields)).isTrue();
            assertThat(described(fields)).as(json.toString()).isEqualTo(parsed(bytes));
            int cut = random.nextInt(bytes.length);
            assertThat(plain.read(bytes, 0, cut, new FieldList())).isFalse();
        }
    }

    @Test
    void valuesOfTheRecordBeforeAreNotTakenForThoseOfThisOne() {
        FieldList fields = new FieldList();
        for (String level : List.of("INFO", "INFO", "WARN", "INF", "INFOS", "ÏNFO", "INFO")) {
            byte[] bytes = ("{\"level\":\"" + level + "\"}").getBytes(StandardCharsets.UTF_8);
            fields.clear();

            assertThat(plain.read(bytes, 0, bytes.length, fields)).isTrue();
            assertThat(fields.text(0)).isEqualTo(level);
        }
    }

    @Test
    void moreNamesThanAreRemembered() {
        FieldList fields = new FieldList();
        for (int i = 0; i < 5_000; i++) {
            String name = "name" + i % 3_000;
            byte[] bytes = ("{\"" + name + "\":1}").getBytes(StandardCharsets.UTF_8);
            fields.clear();

            assertThat(plain.read(bytes, 0, bytes.length, fields)).isTrue();
            assertThat(fields.name(0)).isEqualTo(name);
        }
    }

    @Test
    void namesThatWereMadeUpDoNotKeepOutThoseThatComeLater() {
        NameCache names = new NameCache();
        for (int i = 0; i < 100_000; i++) {
            byte[] madeUp = ("user" + i).getBytes(StandardCharsets.UTF_8);
            names.of(madeUp, 0, madeUp.length);
        }
        byte[] late = "service.name".getBytes(StandardCharsets.UTF_8);

        assertThat(names.of(late, 0, late.length)).isSameAs(names.of(late, 0, late.length));
    }

    /** An object of usual and less usual fields, in half of the cases with something put into it or taken out. */
    private static byte[] record(Random random) {
        StringBuilder json = new StringBuilder("{");
        for (int field = random.nextInt(5); field >= 0; field--) {
            json.append(piece(random)).append(":").append(piece(random)).append(field > 0 ? "," : "}");
        }
        for (int change = random.nextInt(3); change > 0; change--) {
            int at = random.nextInt(json.length());
            if (random.nextBoolean()) {
                json.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            } else if (!Character.isSurrogate(json.charAt(at))) {
                json.deleteCharAt(at);
            }
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String piece(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> Double.toString(random.nextGaussian() * 1e10);
            case 2 -> "null";
            case 3 -> PIECES.get(random.nextInt(PIECES.size()));
            default -> '"' + "aé😀\u2028 b".repeat(random.nextInt(4)) + random.nextInt(10) + '"';
        };
    }

    private List<String> parsed(byte[] bytes) {
        FieldList fields = new FieldList();
        assertThat(parser.parse(bytes, 0, 0, bytes.length, fields)).isNull();
        return described(fields);
    }

    private static List<String> described(FieldList fields) {
        List<String> all = new ArrayList<>();
        for (int field = 0; field < fields.fields(); field++) {
            for (int value = fields.firstValue(field); value >= 0; value = fields.nextValue(value)) {
                all.add(fields.name(field) + " " + fields.kind(value) + " " + fields.text(value));
            }
        }
        return all;
    }
}

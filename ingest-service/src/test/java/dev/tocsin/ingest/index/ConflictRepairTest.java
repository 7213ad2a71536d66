package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.index.KnownConflicts.Offender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConflictRepairTest {
    private static final String EVENT = "\"event\":{\"kind\":\"event\"}";

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"x\":\"v\",E} | x | {\"a\":1,\"labels_conflict\":{\"x\":\"v\"},E}",
                "{\"a\":{\"b\":5,\"c\":1},E} | a.b | {\"a\":{\"c\":1},\"labels_conflict\":{\"a.b\":\"5\"},E}",
                "{\"a.b\":5,E} | a.b | {\"labels_conflict\":{\"a.b\":\"5\"},E}",
                "{\"a.b\":{\"c.d\":true},E} | a.b.c.d | {\"labels_conflict\":{\"a.b.c.d\":\"true\"},E}",
                "{\"host\":\"h\",E} | host | {\"labels_conflict\":{\"host\":\"h\"},E}",
                "{\"l\":{\"x\":{\"y\":[1,2]}},E} | l.x | {\"labels_conflict\":{\"l.x.y\":[\"1\",\"2\"]},E}",
                "{\"x\":[1,null,\"b\",[2,{\"y\":3}]],E} | x | {\"labels_conflict\":{\"x\":[\"1\",\"b\",\"2\"],\"x.y\":\"3\"},E}",
                "{\"x\":{\"y\":{},\"z\":[null]},E} | x | {\"labels_conflict\":{\"x\":\"{\\\"y\\\":{},\\\"z\\\":[null]}\"},E}",
                "{\"l\":{\"a\":1,\"a.b\":2},E} | l.a | {\"l\":{\"a.b\":2},\"labels_conflict\":{\"l.a\":\"1\"},E}",
                "{\"a\":[{\"b\":1},{\"b\":2},3],E} | a.b | {\"a\":[{},{},3],\"labels_conflict\":{\"a.b\":[\"1\",\"2\"]},E}",
                "{\"x\":1,\"labels_conflict\":{\"y\":\"2\"},E} | x | {\"labels_conflict\":{\"y\":\"2\",\"x\":\"1\"},E}",
                "{\"x\":1,\"labels_conflict\":{\"x\":\"0\"},E} | x | {\"labels_conflict\":{\"x\":[\"0\",\"1\"]},E}",
                "{\"x\":1.10,E} | x | {\"labels_conflict\":{\"x\":\"1.10\"},E}",
            })
    void movesTheFieldAsTextUnderItsFullName(String before, String field, String after) {
        Optional<ConflictRepair.Repaired> repaired = ConflictRepair.move(bytes(before.replace("E", EVENT)), field);

        assertThat(repaired)
                .hasValueSatisfying(there -> assertThat(text(there.document())).isEqualTo(after.replace("E", EVENT)));
    }

    @Test
    void leavesWhatAnObjectTakesAndMovesTheObjectThatAScalarDoesNot() {
        byte[] document = bytes("{\"l\":{\"a\":1,\"a.b\":2}," + EVENT + "}");

        assertThat(moved(document, "l.a", "object"))
                .contains("{\"l\":{\"a.b\":2},\"labels_conflict\":{\"l.a\":\"1\"}," + EVENT + "}");
        assertThat(moved(document, "l.a", "text"))
                .contains("{\"l\":{\"a\":1},\"labels_conflict\":{\"l.a.b\":\"2\"}," + EVENT + "}");
        assertThat(moved(document, "l.a", "date"))
                .contains("{\"l\":{\"a\":1},\"labels_conflict\":{\"l.a.b\":\"2\"}," + EVENT + "}");
        assertThat(moved(bytes("{\"l\":{\"a.b\":2}," + EVENT + "}"), "l.a", "text"))
                .contains("{\"labels_conflict\":{\"l.a.b\":\"2\"}," + EVENT + "}");
    }

    private static Optional<String> moved(byte[] document, String field, String mappedType) {
        return ConflictRepair.move(document, field, mappedType, -1).map(there -> text(there.document()));
    }

    /** The answer names a field that the document does not have, or that holds something else. */
    @ParameterizedTest
    @CsvSource({"x.raw, x", "copied, x", "y, x", "nothing, x"})
    void movesWhatStandsWhereTheParserStopped(String named, String field) {
        byte[] document = bytes("{\"ü\":\"ü\",\"y\":1,\"x\":\"v\"," + EVENT + "}");
        int place = text(document).indexOf("\"v\"") + 2;

        assertThat(ConflictRepair.move(document, named, "long", place))
                .hasValueSatisfying(there -> assertThat(text(there.document()))
                        .isEqualTo(
                                "{\"ü\":\"ü\",\"y\":1,\"labels_conflict\":{\"" + field + "\":\"v\"}," + EVENT + "}"));
    }

    @Test
    void keepsALongTextInPiecesOfWhatIsSearched() {
        String text = "😀".repeat(MovedValues.MAX_PIECE);

        JsonNode pieces = JsonMapper.shared()
                .readTree(ConflictRepair.move(bytes("{\"x\":\"" + text + "\"," + EVENT + "}"), "x")
                        .orElseThrow()
                        .document())
                .path("labels_conflict")
                .path("x");

        assertThat(pieces.size()).isEqualTo(3);
        assertThat(pieces.get(0).asString()).hasSize(MovedValues.MAX_PIECE - 1);
        assertThat(pieces.valueStream().map(JsonNode::asString))
                .satisfies(all -> assertThat(String.join("", all)).isEqualTo(text));
    }

    @Test
    void movesTheLabelsAndThenAllButWhatHasToStay() {
        byte[] document = bytes(
                "{\"@timestamp\":\"t\",\"m\":1,\"labels\":{\"a.b\":\"c\"},\"numeric_labels\":{\"n\":1}," + EVENT + "}");

        byte[] first = ConflictRepair.moveRest(document).orElseThrow().document();
        byte[] second = ConflictRepair.moveRest(first).orElseThrow().document();

        assertThat(text(first))
                .isEqualTo(
                        "{\"@timestamp\":\"t\",\"m\":1,\"labels_conflict\":{\"labels.a.b\":\"c\",\"numeric_labels.n\":\"1\"},"
                                + EVENT + "}");
        assertThat(text(second))
                .isEqualTo(
                        "{\"@timestamp\":\"t\",\"labels_conflict\":{\"labels.a.b\":\"c\",\"numeric_labels.n\":\"1\",\"m\":\"1\"},"
                                + EVENT + "}");
        assertThat(ConflictRepair.moveRest(second)).isEmpty();
    }

    @Test
    void keepsTheEventObjectLastAndNotEmpty() {
        byte[] document = bytes("{\"event\":{\"duration\":\"long\"},\"a\":1}");

        JsonNode repaired = JsonMapper.shared()
                .readTree(ConflictRepair.move(document, "event.duration")
                        .orElseThrow()
                        .document());

        assertThat(repaired.propertyNames()).last().isEqualTo("event");
        assertThat(repaired.path("event").isEmpty()).isFalse();
        assertThat(repaired.path("labels_conflict").path("event.duration").asString())
                .isEqualTo("long");
    }

    @ParameterizedTest
    @CsvSource({"@timestamp", "event", "labels_conflict", "labels_conflict.x", "nothing", "a.nothing"})
    void leavesWhatHasToStayOrIsNotThere(String field) {
        byte[] document =
                bytes("{\"@timestamp\":\"t\",\"a\":{\"b\":1},\"labels_conflict\":{\"x\":\"1\"}," + EVENT + "}");

        assertThat(ConflictRepair.move(document, field)).isEmpty();
    }

    @Test
    void leavesWhatIsNotJson() {
        assertThat(ConflictRepair.move(bytes("{\"x\":1"), "x")).isEmpty();
    }

    @Test
    void movesAKnownOffenderOnlyWhenItIsOfTheKindThatDoesNotFit() {
        List<Offender> known = List.of(new Offender("numeric_labels.x", "double", ValueKind.WORDS));

        assertThat(ConflictRepair.moveKnown(bytes("{\"numeric_labels\":{\"x\":1}," + EVENT + "}"), known))
                .isEmpty();
        assertThat(ConflictRepair.moveKnown(bytes("{\"numeric_labels\":{\"x\":\"12\"}," + EVENT + "}"), known))
                .isEmpty();
        assertThat(ConflictRepair.moveKnown(bytes("{\"numeric_labels\":{\"y\":\"s\"}," + EVENT + "}"), known))
                .isEmpty();
        assertThat(ConflictRepair.moveKnown(bytes("{\"numeric_labels\":{\"x\":[1,\"s\"]}," + EVENT + "}"), known))
                .hasValueSatisfying(document -> assertThat(text(document)).contains("labels_conflict"));
    }
}

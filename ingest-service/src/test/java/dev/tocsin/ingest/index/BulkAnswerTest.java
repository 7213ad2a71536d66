package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkAnswerTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsStatusErrorAndFailureStoreOfEachLine() {
        byte[] answer = bytes("""
                {"errors":true,"took":3,"items":[
                 {"create":{"status":201}},
                 {"create":{"_index":".ds","_id":"i","status":400,
                   "error":{"type":"t","reason":"r","caused_by":{"type":"c","reason":"d"}}}},
                 {"create":{"status":201,"failure_store":"used"}}],"more":{"a":[1,{}]}}
                """);

        assertThat(BulkAnswer.read(answer, 3))
                .hasValueSatisfying(items -> assertThat(items)
                        .containsExactly(
                                new BulkItem(201, null, null, null),
                                new BulkItem(400, "t", "r", null),
                                new BulkItem(201, null, null, "used")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "<html/>",
                "{\"errors\":false}",
                "{\"items\":[]}",
                "{\"items\":[{\"create\":{\"status\":201}}",
                "{\"items\":[{\"create\":{\"status\":201}}]",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]}",
                "{\"items\":{\"create\":{\"status\":201}}}",
                "{\"items\":[{\"create\":{\"status\":201}}]} and more"
            })
    void whatIsNoAnswerToOneDocumentIsNotUnderstood(String answer) {
        assertThat(BulkAnswer.read(bytes(answer), 1)).isEmpty();
    }

    @Test
    void aLineWithoutStatusIsNotSuccess() {
        assertThat(BulkAnswer.read(bytes("{\"items\":[{\"create\":{}}]}"), 1))
                .hasValueSatisfying(items -> assertThat(VerdictPolicy.verdictFor(items.getFirst(), false, false))
                        .isInstanceOf(ItemVerdict.Unknown.class));
    }
}

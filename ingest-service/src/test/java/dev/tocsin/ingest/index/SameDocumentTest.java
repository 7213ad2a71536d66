package dev.tocsin.ingest.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SameDocumentTest {
    private static final byte[] OURS = """
            {"@timestamp":"t","host":{"name":"h"},"labels":{"a":"1","a.b":"2"},"numeric_labels":{"n":[1,2.50,1e300]},"x":[{"y":"2"},{"y":5},{}],"z":{},"event":{"kind":"event"}}""".getBytes(UTF_8);

    @ParameterizedTest
    @CsvSource({
        "nothing, object",
        "host, keyword",
        "host.name, long",
        "labels.a, object",
        "labels.a.b, long",
        "labels.a, long",
        "numeric_labels.n, ip",
        "x.y, long",
        "x.y, boolean",
        "x, keyword",
        "z, keyword"
    })
    void whatHadToBeMovedIsTheSameStill(String field, String mappedType) {
        byte[] stored = ConflictRepair.move(OURS, field, mappedType, -1)
                .map(ConflictRepair.Repaired::document)
                .orElse(OURS);

        assertThat(SameDocument.is(JsonMapper.shared().readTree(stored), OURS)).isTrue();
        assertThat(SameDocument.is(
                        JsonMapper.shared().readTree(new String(stored, UTF_8).replace("\"2\"", "\"3\"")), OURS))
                .isFalse();
    }

    @Test
    void whatWasMovedAsALastMeansIsTheSameStill() {
        byte[] first = ConflictRepair.moveRest(OURS).orElseThrow().document();
        byte[] second = ConflictRepair.moveRest(first).orElseThrow().document();

        assertThat(SameDocument.is(JsonMapper.shared().readTree(second), OURS)).isTrue();
    }
}

package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SameDocumentTest {
    private static final String STORED = "{'@timestamp':'2026','message':'m','n':1000000.0,'labels':{'b':'2'},"
            + "'event':{'kind':'event','ingested':'2026','created':'2026'},'labels_conflict':{'labels.a':'1'}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'@timestamp':'2027','message':'m','n':1e6,'labels':{'a':1,'b':'2'},'event':{'created':'2027','kind':'event'}}   | true
            {'message':'m','n':1e6,'labels':{'a':1,'b':'2'},'event':{'kind':'event'}}                                       | true
            {'message':'other','n':1e6,'labels':{'a':1,'b':'2'},'event':{'kind':'event'}}                                   | false
            {'message':'m','n':1e6,'labels':{'b':'2'},'event':{'kind':'event'}}                                             | false
            {'message':                                                                                                     | false
            """)
    void isOursButForStampsAndWhatWasMoved(String ours, boolean isSame) {
        SameDocument stored = SameDocument.of(JsonMapper.shared().readTree(json(STORED)));

        assertThat(stored.is(json(ours))).isEqualTo(isSame);
        assertThat(stored.is(json(ours))).isEqualTo(isSame);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'log':{'source':{'address':'10.0.0.1'}}} | {'log':{'source':{'address':'10.0.0.2'}}}              | true",
                "{'m':1}                                   | {'m':1,'log':{'source':{'address':'a'}}}               | true",
                "{'log':{'level':'INFO'}}                  | {'log':{'level':'INFO','source':{'address':'a'}}}      | true",
                "{'log':{'level':'INFO'}}                  | {'log':{'level':'WARN','source':{'address':'a'}}}      | false",
            })
    void aClientMaySendItAgainFromElsewhere(String stored, String ours, boolean isSame) {
        assertThat(SameDocument.of(JsonMapper.shared().readTree(json(stored))).is(json(ours)))
                .isEqualTo(isSame);
    }

    @Test
    void comparesManyCopies() {
        SameDocument stored = SameDocument.of(JsonMapper.shared().readTree("{\"a\":1,\"event\":{\"ingested\":\"x\"}}"));

        assertThat(stored.is(json("{'a':1,'event':{}}"))).isTrue();
        assertThat(stored.is(json("{'a':2,'event':{}}"))).isFalse();
        assertThat(stored.is(json("{'a':1,'event':{}}"))).isTrue();
    }

    private static final byte[] OURS = """
            {"@timestamp":"t","host":{"name":"h"},"labels":{"a":"1","a.b":"2"},"numeric_labels":{"n":[1,2.50,1e300]},"x":[{"y":"2"},{"y":5},{}],"z":{},"event":{"kind":"event"}}""".getBytes(StandardCharsets.UTF_8);

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

        assertThat(SameDocument.of(JsonMapper.shared().readTree(stored)).is(OURS))
                .isTrue();
        assertThat(SameDocument.of(JsonMapper.shared()
                                .readTree(new String(stored, StandardCharsets.UTF_8).replace("\"2\"", "\"3\"")))
                        .is(OURS))
                .isFalse();
    }

    @Test
    void whatWasMovedAsALastMeansIsTheSameStill() {
        byte[] first = ConflictRepair.moveRest(OURS).orElseThrow().document();
        byte[] second = ConflictRepair.moveRest(first).orElseThrow().document();

        assertThat(SameDocument.of(JsonMapper.shared().readTree(second)).is(OURS))
                .isTrue();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}

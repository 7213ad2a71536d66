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

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}

package dev.tocsin.ingest.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldAtPlaceTest {
    /** The place is where the mark is; Elasticsearch counts bytes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":^1} | a",
                "{\"ü\":\"é\",\"a\":^1} | a",
                "{\"a\":^\"text\",\"b\":1} | a",
                "{\"a\":\"te^xt\",\"b\":1} | a",
                "{^\"a\":1} | a",
                "{\"a\":{\"b.c\":[1,{\"d\":^2}]},\"e\":1} | a.b.c.d",
                "{\"a\":[1,^\"x\"],\"b\":1} | a",
                "{\"a\":{\"b\":1^},\"c\":1} | a",
                "{\"a\":[{\"b\":1},^{\"b\":2}]} | a",
                "{\"\":^1,\"a\":2} | ''",
            })
    void isTheInnermostFieldThere(String marked, String field) {
        int place = marked.substring(0, marked.indexOf('^')).getBytes(UTF_8).length;

        assertThat(FieldAtPlace.of(marked.replace("^", "").getBytes(UTF_8), place)
                        .orElse(""))
                .isEqualTo(field);
    }

    @Test
    void isNoneOutsideOfAnyOrInWhatIsNoJson() {
        assertThat(FieldAtPlace.of("{\"a\":1}".getBytes(UTF_8), 0)).isEmpty();
        assertThat(FieldAtPlace.of("{\"a\":1}".getBytes(UTF_8), 99)).isEmpty();
        assertThat(FieldAtPlace.of("{\"a\":1}".getBytes(UTF_8), -1)).isEmpty();
        assertThat(FieldAtPlace.of("{\"a\":x".getBytes(UTF_8), 5)).isEmpty();
    }
}

package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ValueKindTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":1} | OBJECT",
                "1.5 | NUMBER",
                "true | BOOLEAN",
                "null | NOTHING",
                "\" \" | NOTHING",
                "\"word\" | WORDS",
                "\"n/a\" | WORDS",
                "\"12\" | FIGURES",
                "\"-1.5e-7\" | FIGURES",
                "\"2026-11-23\" | FIGURES",
                "\"10.0.0.1\" | FIGURES",
                "\"fe80::a\" | FIGURES",
                "\"abcd::\" | FIGURES",
                "\"-\" | FIGURES",
                "\"2026-11-23T01:00:00Z\" | TEXT",
                "\"ORD-17\" | TEXT",
                "[1,[\"word\"],{}] | OBJECT NUMBER WORDS",
            })
    void aValueIsOfTheKindsThatAreInIt(String json, String kinds) {
        assertThat(ValueKind.of(JsonMapper.shared().readTree(json)).stream().map(ValueKind::name))
                .containsExactly(kinds.split(" "));
    }
}

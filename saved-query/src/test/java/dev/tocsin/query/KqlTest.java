package dev.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the vectors do not show: options, limits, hints. */
final class KqlTest {
    private static final DataView VIEW = DataView.fromJson(Vectors.json("""
            {"title": "shop", "fields": [
              {"name": "level", "type": "string", "esTypes": ["keyword"]},
              {"name": "items.name", "type": "string", "esTypes": ["keyword"], "subType": {"nested": {"path": "items"}}},
              {"name": "items.plain", "type": "string", "esTypes": ["text"]},
              {"name": "ratio", "type": "number", "scripted": true}]}
            """));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "caseInsensitive | level: Error | {\"term\":{\"level\":{\"value\":\"Error\",\"case_insensitive\":true}}}",
                "caseInsensitive | level: Err*  | {\"wildcard\":{\"level\":{\"value\":\"Err*\",\"case_insensitive\":true}}}",
                "caseInsensitive | other: Error | {\"match\":{\"other\":\"Error\"}}"
            })
    void optionsChangeTheTestOfAField(String option, String kql, String test) {
        KqlOptions options = KqlOptions.fromJson(Vectors.json("{\"%s\": true}".formatted(option)));

        assertThat(Kql.translate(kql, VIEW, options))
                .hasToString("{\"bool\":{\"should\":[%s],\"minimum_should_match\":1}}".formatted(test));
    }

    @Test
    void filtersGoToTheMustClauseIfToldSo() {
        KqlOptions options = KqlOptions.fromJson(Vectors.json("{\"filtersInMustClause\": true}"));

        assertThat(Kql.translate("* and *:*", VIEW, options))
                .hasToString("{\"bool\":{\"must\":[{\"query_string\":{\"query\":\"*\"}},{\"match_all\":{}}]}}");
    }

    @ParameterizedTest
    @CsvSource({"items:{name:x}", "*.name:x"})
    void unmappedNestedObjectsAreIgnoredIfToldSo(String kql) {
        KqlOptions options = KqlOptions.fromJson(Vectors.json("{\"nestedIgnoreUnmapped\": true}"));

        assertThat(Kql.translate(kql, VIEW, options).toString())
                .contains("\"score_mode\":\"none\",\"ignore_unmapped\":true");
    }

    @Test
    void browserIsNoTimeZoneAndNonsenseIsRefused() {
        assertThat(KqlOptions.fromJson(Vectors.json("{\"dateFormatTZ\": \"Browser\"}"))
                        .dateFormatTZ())
                .isNull();
        assertThatThrownBy(() -> KqlOptions.fromJson(Vectors.json("{\"dateFormatTZ\": \"Mars/Olympus\"}")))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("Mars/Olympus");
        assertThatThrownBy(() -> KqlOptions.fromJson(Vectors.json("{\"caseInsensitive\": \"yes\"}")))
                .isInstanceOf(QueryException.class);
    }

    @Test
    void scriptedFieldsExistForNobodyAndAreRefusedOtherwise() {
        assertThat(Kql.translate("ratio: *", VIEW, KqlOptions.DEFAULT))
                .hasToString("{\"bool\":{\"should\":[],\"minimum_should_match\":1}}");
        assertRefused("ratio > 5", "scripted");
        assertRefused("rat*: 5", "scripted");
    }

    @Test
    void fieldsThatAreNotNestedHaveNoPlaceInANestedGroup() {
        assertRefused("items:{plain:x}", "items.plain is not a nested field");
        assertRefused("items:{pl*:x}", "items.plain is not a nested field");
    }

    @Test
    void doesNotGrowWithoutBound() {
        List<DataField> many = IntStream.range(0, 1_000)
                .mapToObj(i -> DataField.unknown("f" + i))
                .toList();
        String values = String.join(
                " or ", IntStream.range(0, 100).mapToObj(i -> "v" + i).toList());

        assertThatThrownBy(() -> Kql.translate("*:(" + values + ")", DataView.of("many", many), KqlOptions.DEFAULT))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("65536 clauses");
        QueryException tooLong =
                catchThrowableOfType(QueryException.class, () -> Kql.parse("a".repeat(KqlParser.MAX_LENGTH + 1)));
        assertThat(tooLong).hasMessageContaining("characters");
        assertThat(tooLong.offset()).hasValue(KqlParser.MAX_LENGTH);
        assertThat(tooLong.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("terms"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message: cannot connect         | put the text in quotes: \"cannot …\"",
                "why not foo                     | Before not an and or an or is missing",
                "not not a                       | write not (not a)",
                "a:not b                         | not field: value",
                "not(a)                          | blank between not and the parenthesis",
                "(a)and(b)                       | Write and or or between",
                "(a or (b and c)                 | closing parenthesis is missing (1)",
                "items: { name: x                | closing brace is missing (1)",
                "items: { name: x } and          | Nothing follows the and",
                "a or b)                         | no opening one",
                "a:( )                           | parentheses are empty",
                "a:                              | A value is missing after the colon",
                "a >                             | A value is missing after the comparison",
                "a:b:c                           | A value with a colon in it goes in quotes: \"b:…\"",
                "a::b                            | One colon is enough",
                ":b                              | A field name is missing",
                "level: error service: shop      | an and or an or is missing",
                "message: \"a                    | closing quote is missing",
                "message: \"a\" \"b\"            | Write and or or before the quoted text",
                "a: >= 1                         | Compare without the colon",
                "a > 1 < 5                       | a > 1 and a < 5",
                "path: C\\dir                    | escapes only",
                "{a}                             | Braces stand only after a nested field",
                "message:\"a\"*                  | leave the quotes away",
                "items.name: x                   | items: { name: … }",
                "items: { x }                    | items: { name: value }",
                "ratio > 1                       | runtime field"
            })
    void tellsPeopleWhatTheyProbablyMeant(String kql, String hint) {
        QueryException refusal =
                catchThrowableOfType(QueryException.class, () -> Kql.translate(kql, VIEW, KqlOptions.DEFAULT));

        assertThat(refusal.hint())
                .as(refusal.explain(kql))
                .hasValueSatisfying(text -> assertThat(text).contains(hint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "  | ",
            quoteCharacter = '`',
            value = {
                "status = 500 and a: b     | To compare a field write status: 500.",
                "level==error              | To compare a field write level: error.",
                "a: b or status != 500     | write not status: 500.",
                "a && b                    | Write and for &&",
                "!a                        | Write not for !",
                "level: error or           | The last word is no operator",
                "level: error | stats      | KQL has no pipes",
                "service.name: null        | not service.name: *",
                "not _exists_: foo         | write foo: *",
                "status: [400 TO 499]      | A range is written status >= 1",
                "a: 'b c'                  | Only double quotes",
                "status => 500             | The comparison is written >="
            })
    void doubtsTheHabitsOfOtherLanguages(String kql, String doubt) {
        assertThat(Kql.doubts(kql)).singleElement().asString().contains(doubt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level: error - top",
                "level: (error or fatal)",
                "url: /a/b?c=d&e=f",
                "status >= 500",
                "\"a = 1\"",
                "connection refused",
                "user!"
            })
    void doubtsNothingThatIsPlainKql(String kql) {
        assertThat(Kql.doubts(kql)).isEmpty();
    }

    @Test
    void savedQueriesOfTheThreeLanguagesBecomeElasticsearchQueries() {
        KqlOptions zoned = KqlOptions.DEFAULT.withTimeZone("Europe/Berlin");

        assertThat(new SavedQuery.Kql("level: x").toElasticsearch(VIEW, zoned))
                .isEqualTo(Kql.translate("level: x", VIEW, zoned));
        assertThat(new SavedQuery.Kql(" ").toElasticsearch(null, zoned)).hasToString("{\"match_all\":{}}");
        assertThat(new SavedQuery.Lucene("level:x*").toElasticsearch(VIEW, zoned))
                .hasToString("{\"query_string\":{\"query\":\"level:x*\",\"analyze_wildcard\":true,"
                        + "\"time_zone\":\"Europe/Berlin\"}}");
        assertThat(new SavedQuery.Lucene(" \n").toElasticsearch(VIEW, zoned)).hasToString("{\"match_all\":{}}");
        assertThat(new SavedQuery.Dsl(Vectors.json("{\"term\":{\"a\":1}}")).toElasticsearch(VIEW, zoned))
                .hasToString("{\"term\":{\"a\":1}}");
    }

    private static void assertRefused(String kql, String reason) {
        assertThatThrownBy(() -> Kql.translate(kql, VIEW, KqlOptions.DEFAULT))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining(reason);
    }
}

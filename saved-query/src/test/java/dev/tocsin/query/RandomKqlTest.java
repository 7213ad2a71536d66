package dev.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties over random queries; the seed and the query are in the failure message. */
final class RandomKqlTest {
    private static final KqlOptions STRICT = KqlOptions.fromJson(Vectors.json(
            "{\"allowLeadingWildcards\":false,\"dateFormatTZ\":\"Europe/Berlin\",\"caseInsensitive\":true}"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsPrintedParsesToTheSameTree(long seed) {
        RandomKql random = new RandomKql(new Random(seed));
        for (int i = 0; i < 2_500; i++) {
            KqlNode node = random.node(i % 5, false);

            String printed = Kql.print(node);

            String where = "seed %d, query %d: %s".formatted(seed, i, printed);
            try {
                assertThat(Kql.parse(printed)).as(where).isEqualTo(node);
            } catch (QueryException e) {
                fail(where + "\n" + e.explain(printed), e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void garbageIsTranslatedOrRefusedAtAPlaceInIt(long seed) {
        RandomKql random = new RandomKql(new Random(seed));
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            String garbage = random.garbage();
            String where = "seed %d, query %d: %s".formatted(seed, i, garbage);
            try {
                for (KqlOptions options : List.of(KqlOptions.DEFAULT, STRICT)) {
                    for (DataView view : java.util.Arrays.asList(null, Vectors.logs())) {
                        JsonObject query = Kql.translate(garbage, view, options);
                        assertThat(read(query.toString())).as(where).isEqualTo(query);
                    }
                }
                Kql.doubts(garbage);
            } catch (QueryException e) {
                refused++;
                e.offset().ifPresent(offset -> assertThat(offset).as(where).isBetween(0, garbage.length()));
                assertThat(e.explain(garbage)).as(where).endsWith("\n").contains(String.valueOf(e.getMessage()));
            } catch (RuntimeException | StackOverflowError e) {
                fail(where, e);
            }
        }
        assertThat(refused)
                .as("a share of the garbage is wrong, and a share is right")
                .isBetween(1_000, 4_950);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "((a or ",
                "not (",
                "a:(",
                "a:{",
                "a:{b:(",
                "(a and not (b:{c:(",
                "\"",
                "\\",
                "a:(\"",
                "*:(* or ",
                "cannot ",
                "a or ",
                ")",
                "a and (",
                "{",
                "a\u00a0",
                "not "
            })
    void longRepetitionsAreAnsweredAtOnce(String piece) {
        String query = piece.repeat(KqlParser.MAX_LENGTH / piece.length());

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            try {
                Kql.translate(query, Vectors.logs(), KqlOptions.DEFAULT);
            } catch (QueryException e) {
                assertThat(e.explain(query).length()).isLessThan(5_000);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not ", "not (", "a:(", "a:{", "(a and ", "(a or (not ", "((a) or "})
    void aHundredThousandOfThemAreRefusedWithAPlaceAndAHint(String piece) {
        String query = piece.repeat(100_000);

        QueryException refusal =
                org.assertj.core.api.Assertions.catchThrowableOfType(QueryException.class, () -> Kql.parse(query));

        assertThat(refusal.offset()).isPresent();
        assertThat(refusal.hint()).isPresent();
        assertThat(refusal.explain(query).length()).isLessThan(1_000);
    }

    @Test
    void tooManyGroupsInEachOtherAreToldAtTheFirstTooMany() {
        String query = "(".repeat(100_000) + "a" + ")".repeat(100_000);

        QueryException refusal =
                org.assertj.core.api.Assertions.catchThrowableOfType(QueryException.class, () -> Kql.parse(query));

        assertThat(refusal).hasMessage("More than 100 groups in each other.");
        assertThat(refusal.offset()).hasValue(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user.id: \"3f2504e0-4f89-11d3-9a0c-%012x\"",
                "url.full: \"https://shop.example/checkout/orders/3f2504e0-4f89-11d3-9a0c-%012x\"",
            })
    void twoThousandConditionsInOneChainAreOrdinary(String condition) {
        String query = IntStream.range(0, 2_000).mapToObj(condition::formatted).collect(Collectors.joining(" or "));

        JsonObject translated = Kql.translate(query, null, KqlOptions.DEFAULT);

        assertThat(translated.getJsonObject("bool").getJsonArray("should")).hasSize(2_000);
        assertThat(Kql.parse(Kql.print(Kql.parse(query)))).isEqualTo(Kql.parse(query));
        assertThat(Kql.doubts(query)).isEmpty();
    }

    @Test
    void aHundredGroupsInEachOtherAreStillUnderstood() {
        String query = "not (".repeat(100) + "a" + ")".repeat(100);

        JsonObject translated = Kql.translate(query, null, KqlOptions.DEFAULT);

        assertThat(read(translated.toString())).isEqualTo(translated);
    }

    private static JsonObject read(String json) {
        return Json.createReader(new StringReader(json)).readObject();
    }
}

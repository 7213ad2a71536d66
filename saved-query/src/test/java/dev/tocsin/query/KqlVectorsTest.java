package dev.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector recorded from Kibana: the translated query or the error, and the printed form. */
final class KqlVectorsTest {
    /** A value without a field in a nested group: Kibana asks for a field "null", we refuse (RATIONALE.md). */
    private static final Set<Integer> BARE_VALUE_IN_GROUP = Set.of(576, 856);

    /** Kibana's printed form cannot be read again or means something else; ours can (RATIONALE.md). */
    private static final Set<Integer> PRINTED_SO_THAT_IT_PARSES = Stream.concat(
                    // a+b* is printed as a\+b*, which is a syntax error
                    IntStream.of(720, 722, 724, 726, 728, 734, 744, 746, 748, 752, 754, 758, 822, 832, 968, 978)
                            .boxed(),
                    // braces without a backslash, NOT NOT, and a wildcard path
                    Stream.of(674, 882, 1042))
            .collect(java.util.stream.Collectors.toUnmodifiableSet());

    static Stream<Arguments> vectors() {
        return Vectors.kql().stream()
                .map(vector ->
                        Arguments.argumentSet(vector.getInt("id") + " " + printable(vector.getString("kql")), vector));
    }

    private static String printable(String kql) {
        return kql.length() > 60 ? kql.substring(0, 60) : kql.replaceAll("\\p{Cntrl}", "·");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void translatesAsKibanaDoes(JsonObject vector) {
        // given
        String kql = vector.getString("kql");
        KqlOptions options = KqlOptions.fromJson(vector.getJsonObject("config"));
        DataView view = Vectors.viewOf(vector);

        if (BARE_VALUE_IN_GROUP.contains(vector.getInt("id"))) {
            QueryException refusal = refusal(kql, view, options);
            assertThat(refusal).hasMessageContaining("without a field");
        } else if (vector.containsKey("error")) {
            QueryException refusal = refusal(kql, view, options);
            assertThat(refusal).hasMessage(vector.getString("errorMessage"));
            assertThat(refusal.offset())
                    .isEqualTo(
                            vector.containsKey("errorOffset")
                                    ? OptionalInt.of(vector.getInt("errorOffset"))
                                    : OptionalInt.empty());
        } else {
            assertThat(Kql.translate(kql, view, options)).isEqualTo(vector.getJsonObject("expected"));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void printsAsKibanaDoesAndSoThatItParsesAgain(JsonObject vector) {
        if (vector.containsKey("error")) {
            return;
        }
        KqlNode query = Kql.parse(vector.getString("kql"));

        String printed = Kql.print(query);

        if (PRINTED_SO_THAT_IT_PARSES.contains(vector.getInt("id"))) {
            assertThat(printed).isNotEqualTo(vector.getString("canonical"));
        } else {
            assertThat(printed).isEqualTo(vector.getString("canonical"));
        }
        assertThat(Kql.parse(printed)).as(printed).isEqualTo(query);
    }

    @Test
    void knowsAllVectors() {
        List<Integer> ids =
                Vectors.kql().stream().map(vector -> vector.getInt("id")).toList();

        assertThat(ids).hasSize(456).doesNotHaveDuplicates();
        assertThat(ids).containsAll(BARE_VALUE_IN_GROUP).containsAll(PRINTED_SO_THAT_IT_PARSES);
    }

    private static QueryException refusal(
            String kql, @org.jspecify.annotations.Nullable DataView view, KqlOptions options) {
        return catchThrowableOfType(QueryException.class, () -> Kql.translate(kql, view, options));
    }
}

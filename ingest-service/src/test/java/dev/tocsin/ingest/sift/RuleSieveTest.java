package dev.tocsin.ingest.sift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.enrich.EventRules;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.event.SiftedOut.Reason;
import dev.tocsin.ingest.redact.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSieveTest {
    private static final EventRules RULES = new EventRules(
            new RuleSieve(List.of(
                    SiftRule.drop("health-checks", "url.path: \"/health\""),
                    SiftRule.keepOneIn("debug", 10, "log.level: DEBUG"))),
            Redactor.NONE);

    private static RecordFate fateOf(String fields) {
        return AskedEvent.of("{\"service.name\":\"shop\"," + fields + "}").sifted(RULES);
    }

    @Test
    void theFirstRuleThatIsAboutAnEventDecides() {
        assertThat(fateOf("\"url.path\":\"/health\",\"level\":\"DEBUG\""))
                .isEqualTo(new SiftedOut("health-checks", Reason.DROPPED, "logs-shop-tocsin"));
        assertThat(fateOf("\"url.path\":\"/pay\",\"level\":\"INFO\"")).isInstanceOf(LogEvent.class);
    }

    @Test
    void keepsOneInSoManyAndSaysHowManyItStandsFor() {
        List<RecordFate> fates = IntStream.range(0, 20_000)
                .mapToObj(i -> fateOf("\"level\":\"DEBUG\",\"message\":\"m" + i + "\""))
                .toList();

        List<LogEvent> kept = only(fates, LogEvent.class);
        assertThat(kept).hasSizeBetween(1_850, 2_150);
        assertThat(kept)
                .allSatisfy(event -> assertThat(new String(event.document(), StandardCharsets.UTF_8))
                        .contains("\"numeric_labels\":{\"sampled_one_in\":10}"));
        assertThat(only(fates, SiftedOut.class))
                .hasSize(20_000 - kept.size())
                .containsOnly(new SiftedOut("debug", Reason.SAMPLED_OUT, "logs-shop-tocsin"));
    }

    @Test
    void theEventsOfATraceStayTogether() {
        long whole = IntStream.range(0, 1_000)
                .filter(trace -> IntStream.range(0, 5)
                                .mapToObj(i -> fateOf("\"level\":\"DEBUG\",\"trace.id\":\"t" + trace
                                        + "\",\"message\":\"" + i + "\""))
                                .map(RecordFate::getClass)
                                .distinct()
                                .count()
                        == 1)
                .count();

        assertThat(whole).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "00000000000000000000000000000000"})
    void whatOnlyLooksLikeATraceIsNone(String trace) {
        List<RecordFate> fates = IntStream.range(0, 2_000)
                .mapToObj(i -> fateOf("\"level\":\"DEBUG\",\"trace.id\":\"" + trace + "\",\"message\":\"m" + i + "\""))
                .toList();

        assertThat(only(fates, LogEvent.class)).hasSizeBetween(140, 260);
    }

    @Test
    void whatIsSentAgainMeetsTheSameFate() {
        for (int i = 0; i < 200; i++) {
            String event = "\"level\":\"DEBUG\",\"@timestamp\":\"2026-11-23T01:00:00Z\",\"message\":\"m" + i + "\"";
            assertThat(fateOf(event).getClass()).isEqualTo(fateOf(event).getClass());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Debug", "a b", "-a"})
    void aRuleHasANameThatNeedsNoEscape(String name) {
        assertThatThrownBy(() -> SiftRule.drop(name, "message: *")).isInstanceOf(IllegalArgumentException.class);
    }

    private static <T> List<T> only(List<RecordFate> fates, Class<T> kind) {
        return fates.stream()
                .flatMap(fate -> kind.isInstance(fate) ? Stream.of(kind.cast(fate)) : Stream.empty())
                .toList();
    }
}

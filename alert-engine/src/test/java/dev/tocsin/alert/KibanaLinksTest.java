package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is shown behind a link is what was counted, or it says that it is not. */
class KibanaLinksTest {
    private static final Instant END = Instant.parse("2026-11-23T10:05:00Z");
    private static final int LONGEST_IN_SLACK = 3_000;

    private static String link(String query, Map<String, String> lists) {
        Rule rule = RulesForTests.parse("""
                rule: known-attacker
                query: {streams: [logs-*-tocsin*], %s}
                condition: {count: hits, threshold: {above: 0}}
                window: 5m
                every: 1m
                """.formatted(query), "", lists);
        Transition fired = new Transition(
                rule.name(),
                rule.version(),
                GroupKey.ALL,
                new Window(END.minus(rule.window()), END),
                TransitionKind.FIRED,
                AlertStatus.NORMAL,
                AlertStatus.ALERTING,
                "episode",
                END,
                Severity.CRITICAL,
                3.0,
                0.0,
                "3 is above 0",
                null);
        String link = new KibanaLinks("https://kibana.example.com")
                .linkFor(NoticeWriter.notice(rule, fired, List.of(), END))
                .orElseThrow();
        assertThat(link).hasSizeLessThan(LONGEST_IN_SLACK);
        return URLDecoder.decode(link, StandardCharsets.UTF_8);
    }

    @Test
    void aShortListIsAFilterOfTheLink() {
        assertThat(link("kql: 'log.level: INFO', in: {source.ip: bad}", Map.of("bad", "192.0.2.17\n198.51.100.0/24\n")))
                .contains("\"query\":\"log.level: INFO\"")
                .contains("\"alias\":\"source.ip in bad (2 values)\",\"disabled\":false")
                .contains(
                        "{\"terms\":{\"source.ip\":[\"192.0.2.17\"]}}",
                        "{\"terms\":{\"source.ip\":[\"198.51.100.0/24\"]}}");
    }

    @Test
    void aLongListIsAFilterThatSaysThatItIsNotApplied() {
        String many = IntStream.range(0, 65_536).mapToObj(String::valueOf).collect(Collectors.joining("\n"));

        assertThat(link("lucene: 'log.level:INFO', notIn: {user.id: many}", Map.of("many", many)))
                .contains("\"query\":\"log.level:INFO\"")
                .contains(
                        "user.id not in many (65,536 values): too long for a link, NOT applied here\",\"disabled\":true")
                .doesNotContain("terms");
    }
}

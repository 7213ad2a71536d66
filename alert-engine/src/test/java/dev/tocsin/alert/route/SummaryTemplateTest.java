package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SummaryTemplateTest {
    private static final Instant END = Instant.parse("2026-11-23T10:05:00Z");
    private static final SummaryTemplate.Values VALUES = new SummaryTemplate.Values(
            "checkout-errors",
            "Checkout is failing",
            Map.of("team", "shop", "cost.centre", "42"),
            new GroupKey(Map.of("service.name", "checkout-api", "error.type", "<b>{{value}}</b>")),
            Severity.CRITICAL,
            1430.0,
            100.0,
            "hits above 100",
            new Window(END.minusSeconds(300), END),
            END);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{value}} errors on {{group.service.name}} in {{window}} | 1,430 errors on checkout-api in 5 min",
                "{{threshold}} {{severity}} {{rule}} | 100 critical checkout-errors",
                "{{labels.team}} {{labels.cost.centre}} | shop 42",
                "{{title}}: {{condition}} since {{since}} | Checkout is failing: hits above 100 since 2026-11-23 10:05:00 UTC",
                "[{{group.nothing}}{{valeu}}] | []",
                "{{#labels.team}}for {{labels.team}}{{/labels.team}} | for shop",
                "{{^labels.owner}}nobody{{/labels.owner}} | nobody",
                "no variable | no variable"
            })
    void fillsVariables(String template, String expected) {
        assertThat(SummaryTemplate.compile(template).fill(VALUES)).isEqualTo(expected);
    }

    @Test
    void doesNotFillInWhatALogSays() {
        assertThat(SummaryTemplate.compile("{{group.error.type}}").fill(VALUES)).isEqualTo("<b>{{value}}</b>");
    }

    @Test
    void namesVariablesThatStayEmpty() {
        SummaryTemplate template = SummaryTemplate.compile(
                "{{valeu}} {{value}} {{group.service.name}} {{group.service}} {{labels.team}} {{#labels.x}}a{{/labels.x}}");

        assertThat(template.unknownVariables(List.of("service.name"), Set.of("team")))
                .containsExactly("group.service", "labels.x", "valeu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{value", "{{#a}}", "{{/a}}", "{{> secrets}}", "{{{value}}"})
    void refusesWhatIsNoTemplate(String text) {
        assertThatThrownBy(() -> SummaryTemplate.compile(text)).isInstanceOf(TextTemplate.BadTemplate.class);
    }

    @Test
    void cutsWhatAGroupBlowsUp() {
        SummaryTemplate.Values huge = new SummaryTemplate.Values(
                "r",
                "t",
                Map.of(),
                new GroupKey(Map.of("m", "x".repeat(100_000))),
                null,
                null,
                null,
                "",
                VALUES.window(),
                END);

        assertThat(SummaryTemplate.compile("{{group.m}}{{value}}").fill(huge))
                .hasSize(3001)
                .endsWith("…");
    }
}

package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoRuleTest {
    @Test
    void theRulesOfTheDemonstrationAreReadAsTheyAre() throws IOException {
        // when
        List<DemoRule> rules = DemoRule.readAll(Path.of("..", "config", "demo", "rules"));

        // then
        assertThat(rules)
                .extracting(DemoRule::name, DemoRule::title, DemoRule::isEach, DemoRule::window, DemoRule::every)
                .containsExactly(
                        tuple("payment-errors", "Payments are failing", false, "10s", "5s"),
                        tuple("provider-status", "A payment provider went down or came back", true, "5s", "5s"),
                        tuple("slow-payments", "A payment provider is slow", false, "10s", "5s"));
        assertThat(rules.getFirst().query()).isEqualTo("log.level: ERROR and log.logger: *payment*");
        assertThat(rules.getFirst().condition()).isEqualTo("critical above 20 hits");
        assertThat(rules.get(1).condition()).isEqualTo("each event");
    }
}

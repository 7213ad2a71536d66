package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

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
                .extracting(DemoRule::name, DemoRule::title, DemoRule::window, DemoRule::every)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("payment-errors", "Payments are failing", "10s", "5s"),
                        org.assertj.core.groups.Tuple.tuple(
                                "slow-payments", "A payment provider is slow", "10s", "5s"));
        assertThat(rules.getFirst().query()).isEqualTo("log.level: ERROR and log.logger: *payment*");
        assertThat(rules.getFirst().threshold()).isEqualTo("critical above 20");
    }
}

package dev.tocsin.alert.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.KibanaEntry;
import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.query.kibana.KibanaExport;
import dev.tocsin.query.kibana.SavedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLintTest {
    private static final String GOOD = """
            rule: good
            query: {service: api, kql: 'log.level: ERROR'}
            condition: {count: hits, threshold: {above: 10}}
            window: 5m
            every: 1m
            """;

    private static final String OF_KIBANA =
            GOOD.replace("kql: 'log.level: ERROR'", "kibana: Errors").replace("good", "kibana");

    @TempDir
    Path config;

    private KibanaSource kibana = KibanaSource.none();
    private List<String> ofEngine = List.of();

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(config.resolve("rules/shop"));
        Files.writeString(config.resolve("channels.yml"), "shop: {slack: {webhook: '${env:NOT_SET_ANYWHERE}'}}\n");
    }

    private Linted look(Path path) {
        return FileLint.look(path, new ChannelPlaces(config, Map.of(), () -> ofEngine), kibana);
    }

    private void rule(String name, String text) throws IOException {
        Files.writeString(config.resolve("rules").resolve(name), text);
    }

    private static List<String> inWords(Linted linted) {
        return linted.findings().stream()
                .map(finding -> finding.file().getFileName() + ":" + finding.line() + ":" + finding.column() + " "
                        + (finding.isError() ? "error " : "warning ") + finding.path() + ": " + finding.reason()
                        + (finding.hint() == null ? "" : " (" + finding.hint() + ")"))
                .toList();
    }

    @Test
    void aRuleThatRefersToKibanaIsLookedAtWithWhatKibanaHas() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        rule("k.yml", OF_KIBANA);
        SavedObject saved = KibanaExport.read(
                        "{\"type\":\"query\",\"id\":\"q\",\"attributes\":{\"title\":\"Errors\",\"query\":{\"query\":\"a: b\",\"language\":\"kuery\"}}}")
                .objects()
                .getFirst();
        kibana = KibanaSource.of(new KibanaShelf(
                List.of(new KibanaEntry(saved, "http://kibana", true, List.of(), null)), "http://kibana", null));

        for (Path path : List.of(config, config.resolve("rules"), config.resolve("rules/k.yml"))) {
            Linted linted = look(path);

            assertThat(inWords(linted)).isEmpty();
            assertThat(linted.rules()).hasSize(1);
        }
    }

    @Test
    void whatOnlyKibanaKnowsIsNoErrorWhereItCannotBeAsked() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        rule("k.yml", OF_KIBANA);
        kibana = KibanaSource.of(KibanaShelf.elsewhere("KIBANA_URL is not set"));

        Linted linted = look(config);

        assertThat(linted.hasErrors()).isFalse();
        assertThat(inWords(linted))
                .containsExactly(
                        "k.yml:2:31 warning query.kibana: 'Errors' of Kibana cannot be looked at here: KIBANA_URL is not set"
                                + " (put an export into queries/ (a file that ends in .ndjson))");
    }

    @Test
    void aChannelThatOnlyARunningEngineHasIsKnownWhereItCanBeAskedAndNoErrorWhereNot() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        rule("told.yml", GOOD + "notify: [slack]\n");

        Linted unasked = look(config);
        assertThat(unasked.hasErrors()).isFalse();
        assertThat(inWords(unasked))
                .containsExactly(
                        "told.yml:6:10 warning notify: there is no channel 'slack', for no channel is known here"
                                + " (write channels.yml, or set SLACK_WEBHOOK_URL as the engine has it)");

        ofEngine = List.of("slack");
        assertThat(inWords(look(config))).isEmpty();

        ofEngine = List.of("slcak");
        assertThat(inWords(look(config)))
                .containsExactly("told.yml:6:10 error notify: there is no channel 'slack' (did you mean 'slcak'?)");
    }

    @Test
    void findsWhatIsWrongInAllFilesAtOnce() throws IOException {
        rule("good.yml", GOOD + "notify: [shop, shopp]\nfor: 1m\n");
        rule(
                "shop/bad.yml",
                GOOD.replace("good", "bad").replace("ERROR'", "(ERROR'").replace("every: 1m", "every: 10m"));
        Files.writeString(config.resolve("routes.yml"), "default: {channel: shop}\nroutes:\n  - {channel: none}\n");

        Linted linted = look(config);

        assertThat(inWords(linted))
                .anyMatch(line -> line.startsWith("good.yml:6:16 error notify: there is no channel 'shopp'")
                        && line.endsWith("(did you mean 'shop'?)"))
                .anyMatch(line -> line.startsWith("good.yml:7:6 warning for: "))
                .anyMatch(line -> line.startsWith("bad.yml:2:") && line.contains("error query.kql"))
                .anyMatch(line -> line.startsWith("routes.yml:3:0 error routes[0]"))
                .anyMatch(line -> line.startsWith("channels.yml:1:0 warning shop.slack.webhook")
                        && line.contains("NOT_SET_ANYWHERE"));
        assertThat(linted.hasErrors()).isTrue();
        assertThat(linted.rules()).extracting(rule -> rule.name()).containsExactly("good");
    }

    @Test
    void aRouteToWhichNoAlertComesIsAWarningWithItsPlace() throws IOException {
        Files.writeString(config.resolve("routes.yml"), """
                default: {channel: shop}
                routes:
                  - match: {team: payments}
                    continue: true
                    routes:
                      - match: {team: shop}
                  - match: {team: payments}
                  - matchers: [team=payments, 'severity=~"warn.*"']
                """);

        Linted linted = look(config.resolve("routes.yml"));

        assertThat(inWords(linted))
                .filteredOn(line -> line.startsWith("routes.yml"))
                .containsExactly(
                        "routes.yml:6:0 warning routes[0].routes[0]: no alert can come here: team=payments and team=shop"
                                + " never hold together",
                        "routes.yml:8:0 warning routes[2]: no alert can come here: routes[1] before it takes all of them"
                                + " (put it above routes[1], or give that one continue: true)");
        assertThat(linted.hasErrors()).isFalse();
    }

    @Test
    void everyLongerThanWindowIsAWarningThatIsNoError() throws IOException {
        rule("slow.yml", GOOD.replace("every: 1m", "every: 10m"));

        Linted linted = look(config.resolve("rules"));

        assertThat(inWords(linted))
                .singleElement()
                .asString()
                .startsWith("slow.yml:5:8 warning every: every is longer");
        assertThat(linted.hasErrors()).isFalse();
    }

    @Test
    void oneFileIsReadWithWhatItsFolderGivesAndNothingElse() throws IOException {
        rule("shop/_defaults.yml", "window: 7m\n");
        rule("shop/one.yml", GOOD.replace("window: 5m\n", ""));
        rule("shop/other.yml", "no rule at all");

        Linted linted = look(config.resolve("rules/shop/one.yml"));

        assertThat(linted.findings()).isEmpty();
        assertThat(linted.rules().getFirst().window()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void theDelayIsThatOfTheEngine() throws IOException {
        rule("good.yml", GOOD);
        assertThat(look(config).rules().getFirst().delay()).isEqualTo(Duration.ofSeconds(15));

        Files.writeString(config.resolve("engine.yml"), "tocsin: {engine: {delay: 40s}}\n");

        assertThat(look(config).rules().getFirst().delay()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void saysWhereNothingIs() {
        assertThatThrownBy(() -> look(config.resolve("none.yml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is nothing at " + config.resolve("none.yml"));
    }

    @Test
    void mistakesInSavedQueriesAreFoundThoughNoRuleRefersToThem() throws IOException {
        rule("good.yml", GOOD);
        Files.createDirectories(config.resolve("queries"));
        Files.writeString(config.resolve("queries/errors.yml"), "query: errors\nservice: shop\nkqll: 'a: b'\n");

        for (Path folder : List.of(config, config.resolve("rules"), config.resolve("queries"))) {
            Linted linted = look(folder);

            assertThat(inWords(linted))
                    .as("%s", folder)
                    .anyMatch(line -> line.startsWith("errors.yml:3:1 error kqll: "))
                    .noneMatch(line -> line.startsWith("good.yml"));
            assertThat(linted.findings()).extracting(Finding::file).contains(config.resolve("queries/errors.yml"));
        }
    }

    @Test
    void oneRuleOfAFileDoesNotAnswerForAnother() throws IOException {
        rule("two.yml", GOOD + "---\n" + GOOD.replace("good", "bad").replace("ERROR'", "(ERROR'"));

        Linted linted = look(config.resolve("rules/two.yml"));

        assertThat(linted.hasErrors()).isTrue();
        assertThat(linted.of("good").hasErrors()).isFalse();
        assertThat(linted.of("good").rules()).extracting(rule -> rule.name()).containsExactly("good");
        assertThat(linted.of("bad").hasErrors()).isTrue();
        assertThat(linted.of("bad").rules()).isEmpty();
    }

    @Test
    void whatIsWrongWithTheWholeFileIsToldWhereTheRuleIsMissing() throws IOException {
        rule("none.yml", "rule: [good\n");

        assertThat(look(config.resolve("rules/none.yml")).of("good").hasErrors())
                .isTrue();
    }
}

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
    void whatIsWrongWithATemplateOfAChannelHasItsPlaceThoughItsSecretIsElsewhere() throws IOException {
        Files.writeString(config.resolve("channels.yml"), """
                hooks:
                  webhook:
                    url: "${env:NOT_SET_ANYWHERE}"
                    body: '{"text": "{{titel}}"}'
                """);

        assertThat(inWords(look(config.resolve("channels.yml"))))
                .containsExactly(
                        "channels.yml:3:0 warning hooks.webhook.url: channel 'hooks' needs the environment variable"
                                + " NOT_SET_ANYWHERE, which is not set (export NOT_SET_ANYWHERE=...)",
                        "channels.yml:4:0 error hooks.webhook.body: there is no variable {{titel}} (did you mean 'title'?)");
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
                                + " (write channels.yml, or set SLACK_BOT_TOKEN and SLACK_CHANNEL, or SLACK_WEBHOOK_URL, as the engine has"
                                + " them)");

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

    @Test
    void calendarsAndListsAreLookedAt() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        Files.writeString(config.resolve("calendars.yml"), "office: {zone: UTC, days: {mon: 22:00-06:00}}\n");
        Files.writeString(Files.createDirectory(config.resolve("lists")).resolve("bad.txt"), "\n");
        String calendar = "calendars.yml:1:33 error office.days.mon: '22:00-06:00' goes over midnight"
                + " (write 22:00-24:00 on this day and 00:00-06:00 on the next)";
        String list = "bad.txt:1:1 error : has no value (one value a line; a line that begins with # is a comment)";

        assertThat(inWords(look(config))).containsExactlyInAnyOrder(calendar, list);
        assertThat(inWords(look(config.resolve("rules")))).containsExactlyInAnyOrder(calendar, list);
        assertThat(inWords(look(config.resolve("calendars.yml")))).containsExactly(calendar);
        assertThat(inWords(look(config.resolve("lists")))).containsExactly(list);
    }

    @Test
    void aRuleDeepInTheFolderKnowsTheCalendarsBesideIt() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        Files.writeString(config.resolve("calendars.yml"), "office: {zone: UTC, days: {mon-fri: 08:00-18:00}}\n");
        rule("shop/a.yml", """
                rule: a
                query: {streams: [logs-x], kql: ''}
                condition: {count: hits, threshold: {above: 1}}
                window: 1m
                every: 1m
                during: office
                """);

        for (String path : List.of("rules", "rules/shop", "rules/shop/a.yml")) {
            assertThat(inWords(look(config.resolve(path)))).as(path).isEmpty();
        }
    }

    @Test
    void aRuleThatIsNeverEvaluatedIsSaid() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        Files.writeString(
                config.resolve("calendars.yml"),
                "office: {zone: UTC, days: {mon-fri: 08:00-18:00}}\nold: {zone: UTC, otherHours: {2020-01-01: 00:00-24:00}}\n");
        for (String schedule : List.of(
                "cron: '0 3 * * *'\nduring: office",
                "every: 1m\nduring: old",
                "cron: '0 0 30 2 *'",
                "every: 1m\nexcept: old")) {
            rule("a.yml", """
                    rule: a
                    query: {streams: [logs-x], kql: ''}
                    condition: {count: hits, threshold: {above: 1}}
                    window: 1m
                    """ + schedule + "\n");

            List<String> said = inWords(look(config.resolve("rules/a.yml")));

            if (schedule.contains("except")) {
                assertThat(said).isEmpty();
            } else {
                assertThat(said)
                        .singleElement()
                        .asString()
                        .contains("the rule is never evaluated")
                        .startsWith("a.yml:");
            }
        }
    }
}

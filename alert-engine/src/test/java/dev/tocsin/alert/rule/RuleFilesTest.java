package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.AnnotationCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFilesTest {
    private static final String WHOLE = """
            rule: checkout-errors
            title: Checkout is failing
            owner: shop
            labels: {team: shop, tier: 1}
            annotations: {summary: "{{value}} errors on {{group.service.name}} in {{window}}"}
            query:
              service: checkout-api
              kql: 'log.level: ERROR and not error.type: *TimeoutException'
            timeField: event.ingested
            groupBy: [service.name, host.name]
            condition:
              count: hits
              threshold: {warning: {above: 10}, critical: {above: 100}}
            window: 5m
            every: 1m
            delay: 30s
            noData: alert
            onError: alert
            for: 5m
            keepFiringFor: 10m
            flapping: {changes: 6, of: 30}
            maxGroups: 20
            seenWithin: 7d
            notify: [slack-shop]
            """;

    private static RuleSet read(String yaml) {
        return RuleFiles.parse(Map.of("a.yml", yaml), RuleDefaults.STANDARD);
    }

    private static List<String> problemsOf(String yaml) {
        return read(yaml).problems().stream().map(Problem::inWords).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '# nothing'             | 4 | 20
            flapping: {}            | 4 | 20
            flapping: {of: 40}      | 4 | 40
            flapping: {changes: 9}  | 9 | 20
            """)
    void flappingIsLookedForUnlessTheRuleSaysOff(String written, int changes, int of) {
        String yaml = WHOLE.replace("flapping: {changes: 6, of: 30}", written);

        assertThat(read(yaml).rules().getFirst().flapping()).isEqualTo(new FlapLimit(changes, of));
        assertThat(read(yaml.replace(written, "flapping: off"))
                        .rules()
                        .getFirst()
                        .flapping())
                .isNull();
    }

    @Test
    void readsEverythingThatARuleCanSay() {
        RuleSet set = read(WHOLE);

        assertThat(set.problems()).isEmpty();
        Rule rule = set.rules().getFirst();
        assertThat(rule.name()).isEqualTo("checkout-errors");
        assertThat(rule.title()).isEqualTo("Checkout is failing");
        assertThat(rule.owner()).isEqualTo("shop");
        assertThat(rule.labels()).containsEntry("team", "shop").containsEntry("tier", "1");
        assertThat(rule.query().streams()).containsExactly("logs-checkout_api-tocsin*", "logs-overflow-tocsin*");
        assertThat(rule.query().service()).isEqualTo("checkout-api");
        assertThat(rule.query().textForDiscover())
                .isEqualTo(
                        "service.name: \"checkout-api\" and (log.level: ERROR and not error.type: *TimeoutException)");
        assertThat(rule.timeField()).isEqualTo("event.ingested");
        assertThat(rule.groupBy()).containsExactly("service.name", "host.name");
        assertThat(rule.condition()).isEqualTo(new Condition.Count(new Levels(Direction.ABOVE, 10.0, 100.0, null)));
        assertThat(rule.window()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rule.schedule()).isEqualTo(new Schedule.Every(Duration.ofMinutes(1)));
        assertThat(rule.delay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rule.noData()).isEqualTo(NoData.ALERT);
        assertThat(rule.onError()).isEqualTo(OnError.ALERT);
        assertThat(rule.pendingFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rule.keepFiringFor()).isEqualTo(Duration.ofMinutes(10));
        assertThat(rule.flapping()).isEqualTo(new FlapLimit(6, 30));
        assertThat(rule.maxGroups()).isEqualTo(20);
        assertThat(rule.seenWithin()).isEqualTo(Duration.ofDays(7));
        assertThat(rule.channels()).containsExactly("slack-shop");
        assertThat(rule.enabled()).isTrue();
    }

    @Test
    void fillsInWhatIsNotSaid() {
        Rule rule = RulesForTests.parse("""
                rule: silent-host
                query: {streams: [logs-*-tocsin*], kql: ''}
                condition: {count: hits, threshold: {below: 1}}
                window: 10m
                cron: "*/5 8-18 * * MON-FRI"
                zone: Europe/Berlin
                """);

        assertThat(rule.title()).isEqualTo("silent-host");
        assertThat(rule.noData()).as("absence is what it looks for").isEqualTo(NoData.ZERO);
        assertThat(rule.onError()).isEqualTo(OnError.KEEP);
        assertThat(rule.pendingFor()).isZero();
        assertThat(rule.timeField()).isEqualTo("@timestamp");
        assertThat(rule.schedule())
                .isEqualTo(new Schedule.Cron(
                        "*/5 8-18 * * MON-FRI",
                        ZoneId.of("Europe/Berlin"),
                        CronFields.parse("*/5 8-18 * * 1,2,3,4,5")));
    }

    @Test
    void aRuleOfElastAlertIsKnownForOne() {
        assertThat(problemsOf("""
                        name: Checkout errors
                        type: frequency
                        index: logs-*
                        num_events: 50
                        timeframe: {minutes: 5}
                        filter: [{query_string: {query: "level: ERROR"}}]
                        alert: [slack]
                        """))
                .containsExactly("a.yml:2:7 type: this is a rule of ElastAlert 2"
                        + " (docs/FROM-ELASTALERT.md says how it is written here)");
    }

    @Test
    void tellsAllProblemsAtOnceWithPlacePathReasonAndHint() {
        List<String> problems = problemsOf("""
                rule: Checkout_Errors
                treshold: 5
                query: {service: a, streams: [b], kql: 'x: 1'}
                condition:
                  count: hits
                  threshold: {abov: 10}
                window: 5 minutes
                every: 1m
                noData: kep
                """);

        assertThat(problems)
                .containsExactly(
                        "a.yml:1:7 rule: 'Checkout_Errors' is no rule name (small letters, digits and single dashes: checkout-errors)",
                        "a.yml:2:1 treshold: unknown key 'treshold' (known here: rule, title, query, timeField, groupBy, "
                                + "condition, recoverAt, window, every, cron, zone, during, except, labels, annotations, owner, enabled, delay, noData, "
                                + "onError, for, keepFiringFor, flapping, maxGroups, seenWithin, lateHorizon, notify)",
                        "a.yml:3:8 query.service: both service and streams are set (keep one)",
                        "a.yml:6:14 condition.threshold.above: missing (add above: 10, or below: 1)",
                        "a.yml:6:15 condition.threshold.abov: unknown key 'abov' (did you mean 'above'?)",
                        "a.yml:7:9 window: expected a duration such as 30s, 5m or 1h30m; found '5 minutes'",
                        "a.yml:9:9 noData: expected one of keep, ok, alert, zero; found 'kep' (did you mean 'keep'?)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            window: 5m                          | window: 5x                        | window: expected a duration such as 30s, 5m or 1h30m; found '5x'
            window: 5m                          | window: 0s                        | window: has to be from 1s to 31d
            window: 5m                          | # nothing                         | window: missing (add for instance: window: 5m)
            every: 1m                           | # nothing                         | every: missing (add for instance every: 1m, or cron: "*/5 8-18 * * MON-FRI")
            every: 1m                           | every: [1m]                       | every: expected a duration such as 30s, 5m or 1h30m; found a list
            every: 1m                           | cron: "* * * *"                   | cron: a cron expression has five fields (minute, hour, day of month, month, weekday), this has 4
            delay: 30s                          | delay: later                      | delay: expected a duration such as 30s, 5m or 1h30m; found 'later'
            maxGroups: 20                       | maxGroups: 0                      | maxGroups: expected a whole number from 1 to 10000; found '0'
            maxGroups: 20                       | maxGroups: many                   | maxGroups: expected a whole number from 1 to 10000; found 'many'
            flapping: {changes: 6, of: 30}      | flapping: on                      | flapping: expected 'off' or a mapping (such as {changes: 4, of: 20})
            flapping: {changes: 6, of: 30}      | flapping: {changes: 1}            | flapping.changes: expected a whole number from 2 to 100; found '1'
            flapping: {changes: 6, of: 30}      | flapping: {of: 1000}              | flapping.of: expected a whole number from 2 to 100; found '1000'
            flapping: {changes: 6, of: 30}      | flapping: {changes: 6, of: 5}     | flapping.changes: an alert cannot change 6 times in 5 evaluations (at most once in each: 4 of 20 if nothing is said)
            flapping: {changes: 6, of: 30}      | flapping: {of: 3}                 | flapping.of: an alert cannot change 4 times in 3 evaluations (at most once in each: 4 of 20 if nothing is said)
            flapping: {changes: 6, of: 30}      | flapping: {times: 6}              | flapping.times: unknown key 'times' (known here: of, changes)
            owner: shop                         | enabled: yes please               | enabled: expected true or false; found 'yes please'
            owner: shop                         | owner: {a: b}                     | owner: expected a text; found a mapping
            onError: alert                      | onError: page                     | onError: expected one of keep, alert; found 'page'
            labels: {team: shop, tier: 1}       | labels: [team]                    | labels: expected a mapping (key: value); found a list
            groupBy: [service.name, host.name]  | groupBy: [a, a]                   | groupBy: takes up to 8 different fields
            delay: 30s                          | zone: Europe/Berlin               | zone: only cron takes a zone (remove it: every counts from the epoch)
            """)
    void saysWhatIsWrong(String good, String bad, String expected) {
        assertThat(WHOLE).contains(good);

        RuleSet set = read(WHOLE.replace(good, bad));

        assertThat(set.rules()).isEmpty();
        assertThat(set.broken()).containsExactly("checkout-errors");
        assertThat(set.problems()).hasSize(1);
        assertThat(set.problems().getFirst().inWords())
                .matches("a\\.yml:\\d+:\\d+ .*")
                .endsWith(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {warning: {above: 10}, critical: {above: 5}}   | critical has to be further than warning, on the same side
            {warning: {above: 10}, critical: {below: 100}} | critical has to be further than warning, on the same side
            {warning: {below: 10}, critical: {below: 20}}  | critical has to be further than warning, on the same side
            {above: 1, below: 5}                           | both above and below are set
            {above: ten}                                   | expected a number; found 'ten'
            {above: .inf}                                  | expected a number; found '.inf'
            {above: 10, critical: {above: 5}}              | unknown key 'above'
            5                                              | expected a mapping (key: value); found '5'
            """)
    void refusesThresholdsThatMakeNoSense(String threshold, String reason) {
        List<Problem> problems = read(WHOLE.replace("{warning: {above: 10}, critical: {above: 100}}", threshold))
                .problems();

        assertThat(problems).extracting(Problem::reason).contains(reason);
    }

    @Test
    void showsThePlaceOfAKqlErrorInTheFile() {
        List<Problem> problems = read("""
                rule: a
                query:
                  streams: [logs-x]
                  kql: 'log.level: ERROR and (a: 1'
                condition: each
                window: 1m
                every: 1m
                """).problems();

        assertThat(problems).hasSize(1);
        Problem problem = problems.getFirst();
        assertThat(problem.path()).isEqualTo("query.kql");
        assertThat(problem.line()).isEqualTo(4);
        assertThat(problem.column()).as("the end of the text").isEqualTo(9 + "log.level: ERROR and (a: 1".length());
        assertThat(problem.hint()).contains("log.level: ERROR and (a: 1\n" + " ".repeat(4 + 26) + "^");
    }

    @Test
    void showsThePlaceOfAKqlErrorInABlockOfLines() {
        Problem problem = read("""
                rule: a
                query:
                  streams: [logs-x]
                  kql: |
                    log.level: ERROR
                    and ) b
                condition: each
                window: 1m
                every: 1m
                """).problems().getFirst();

        assertThat(problem.line()).isEqualTo(6);
        assertThat(problem.column()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {script: {script: "1"}}                                    | 4:9
            {bool: {filter: [{script_score: {query: {match_all: {}}}}]}} | 4:26
            {bool: {filter: [{term: {a: b}}]}, runtime_mappings: {}}     | 4:43
            "{\\"bool\\": {\\"filter\\": [{\\"script\\": {}}]}}"              | 4:8
            """)
    void refusesScriptsWhereTheyStand(String dsl, String place) {
        List<Problem> problems = read("""
                rule: a
                query:
                  streams: [logs-x]
                  dsl: %s
                condition: each
                window: 1m
                every: 1m
                """.formatted(dsl)).problems();

        assertThat(problems.getFirst().reason()).contains("is not allowed in rules");
        assertThat(problems.getFirst().line() + ":" + problems.getFirst().column())
                .isEqualTo(place);
    }

    @Test
    void isNotDrownedByAnchorsThatMultiply() {
        StringBuilder yaml =
                new StringBuilder("rule: a\nquery:\n  streams: [x]\n  dsl:\n    a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 6; i++) {
            String before = "*a" + (i - 1);
            yaml.append("    a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, before))));
        }
        yaml.append("condition: each\nwindow: 1m\nevery: 1m\n");

        assertThat(problemsOf(yaml.toString())).anyMatch(text -> text.contains("too deep or too large"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every: 1m | every: 10m | every is longer than window
            for: 5m   | for: 1m    | for is shorter than window
            """)
    void warnsButRuns(String good, String doubtful, String warning) {
        RuleSet set = read(WHOLE.replace(good, doubtful));

        assertThat(set.rules()).hasSize(1);
        assertThat(set.broken()).isEmpty();
        assertThat(set.problems()).hasSize(1);
        assertThat(set.problems().getFirst().inWords()).contains(" warning ").contains(warning);
    }

    /** Of a rule with groups by host.name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {count: hits, metric: avg, threshold: {above: 1}}          | condition.metric: both count and metric are set
            {}                                                         | condition.count: missing (add one of count: hits
            {metric: avgg, field: a, threshold: {above: 1}}           | condition.metric: 'avgg' is nothing that can be measured (did you mean 'avg'?)
            {metric: avg, threshold: {above: 1}}                       | condition.field: missing
            {ratio: {kql: '('}, threshold: {above: 1}}                 | condition.ratio.kql
            {ratio: {saved: nobody}, threshold: {above: 1}}            | condition.ratio.saved
            {ratio: {service: a}, threshold: {above: 1}}               | condition.ratio.service: unknown key 'service'
            {ratio: {kql: a}, threshold: {above: 500}}                 | a ratio is a number of percent, from 0 to 100
            {change: hits, threshold: {below: 2}}                      | write direction: down
            {change: hits, threshold: {above: 0.5}}                    | a factor starts at 1, which is no change
            {change: hits, against: dya, threshold: {above: 2}}        | did you mean 'day'?
            {absence: events, expect: [[a, b]]}                        | condition.expect[0]: expected 1 values, of host.name
            {newValue: host.name}                                      | condition.newValue: stands in groupBy, too
            {newValue: [a, a]}                                         | condition.newValue: takes a field, or a list of different ones
            {newValue: a, within: 1d, learn: 2d}                       | condition.learn: longer than within
            {newValue: [a, b, c, d, e, f, g, h]}                       | with groupBy these are more than 8 fields
            {valueChange: host.name}                                   | condition.valueChange: stands in groupBy, too
            """)
    void conditionsThatCannotBeMeant(String condition, String problem) {
        List<String> problems = problemsOf("""
                rule: a
                query: {streams: [logs-x], kql: 'a: 1'}
                groupBy: [host.name]
                condition: %s
                window: 1m
                every: 1m
                """.formatted(condition));

        assertThat(problems).anyMatch(text -> text.contains(problem));
    }

    @Test
    void aWindowIsNotComparedWithAPartOfItself() {
        assertThat(problemsOf("""
                rule: a
                query: {streams: [logs-x], kql: 'a: 1'}
                condition: {change: hits, against: day, threshold: {above: 2}}
                window: 2d
                every: 1h
                """))
                .anyMatch(text -> text.contains("the window is longer than the time to the window a day before"));
    }

    @Test
    void recoveringNeedsAThresholdAndItsCalmSide() {
        String rule = """
                rule: a
                query: {streams: [logs-x], kql: 'a: 1'}
                condition: %s
                window: 1m
                every: 1m
                recoverAt: %s
                """;

        assertThat(problemsOf(rule.formatted("{absence: events}", 1)))
                .anyMatch(text -> text.contains("recoverAt: this condition has no threshold to recover from"));
        assertThat(problemsOf(rule.formatted("each", 1)))
                .anyMatch(text -> text.contains("recoverAt: this condition has no threshold to recover from"));
        assertThat(problemsOf(rule.formatted("{count: hits, threshold: {above: 10}}", 11)))
                .anyMatch(text -> text.contains("recoverAt has to be on the calm side of the threshold"));
        assertThat(problemsOf(rule.formatted("{count: hits, threshold: {below: 10}}", 11)))
                .isEmpty();
    }

    /** What the number can never be would keep an alert for ever. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {count: hits, threshold: {above: 10}}                                    | -1  | false
            {count: hits, threshold: {above: 10}}                                    | 0   | true
            {metric: cardinality, field: a, threshold: {above: 10}}                  | -1  | false
            {metric: avg, field: a, threshold: {above: 10}}                          | -1  | true
            {ratio: {kql: a}, threshold: {below: 95}}                                | 101 | false
            {ratio: {kql: a}, threshold: {below: 95}}                                | 100 | true
            {change: hits, direction: both, threshold: {above: 3}}                   | 0.9 | false
            {change: hits, direction: both, threshold: {above: 3}}                   | 1   | true
            {change: hits, threshold: {above: 3}}                                    | 0.5 | true
            {change: hits, by: difference, direction: both, threshold: {above: 3}}   | -1  | false
            {change: hits, by: difference, threshold: {above: 3}}                    | -1  | true
            """)
    void recoveringHasToBePossible(String condition, String recoverAt, boolean isRight) {
        List<String> problems = problemsOf("""
                rule: a
                query: {streams: [logs-x], kql: 'a: 1'}
                condition: %s
                window: 1m
                every: 1m
                recoverAt: %s
                """.formatted(condition, recoverAt));

        assertThat(problems.isEmpty()).as("%s", problems).isEqualTo(isRight);
        assertThat(problems)
                .allMatch(text -> text.contains("the number is never so calm: the alert would never be over"));
    }

    /** The version is what is measured: the second query of a ratio too. */
    @Test
    void theSecondQueryIsPartOfTheVersion() {
        String rule = """
                rule: a
                query: {streams: [logs-x], kql: ''}
                condition: {ratio: %s, threshold: {above: 5}}
                window: 1m
                every: 1m
                """;

        List<String> versions = Stream.of(
                        "{kql: 'a: 5*'}",
                        "{lucene: 'a: 5*'}",
                        "{kql: 'a: 5*', in: {b: [c]}}",
                        "{kql: 'a: 5*', in: {b: [d]}}")
                .map(part -> RulesForTests.parse(rule.formatted(part)).version())
                .toList();

        assertThat(versions).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every: 2m             | with this condition window has to equal every
            cron: "* * * * *"     | this condition needs every
            every: 1m\\nfor: 1m   | this condition tells what it finds at once: it cannot wait
            """)
    void whatIsToldAtOnceIsToldOnce(String schedule, String reason) {
        for (String condition : List.of(
                "{each: event, severity: critical}", "{newValue: user.name}", "{valueChange: host.ip, within: 1d}")) {
            List<String> problems = problemsOf("""
                    rule: a
                    query: {streams: [logs-x], kql: 'a: 1'}
                    condition: %s
                    window: 1m
                    %s
                    """.formatted(condition, schedule.replace("\\n", "\n")));

            assertThat(problems).as(condition).anyMatch(text -> text.contains(reason));
        }
    }

    @Test
    void aBadFileHarmsNoOther(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("bad.yml"), "rule: [unclosed\n");
        Files.writeString(folder.resolve("good.yml"), WHOLE);
        Files.writeString(
                folder.resolve("worse.yml"),
                WHOLE.replace("checkout-errors", "second").replace("5m", "5x"));
        Files.write(folder.resolve("binary.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Files.writeString(folder.resolve("notes.txt"), "no rule");

        RuleSet set = RuleFiles.read(folder, RuleDefaults.STANDARD);

        assertThat(set.rules()).extracting(Rule::name).containsExactly("checkout-errors");
        assertThat(set.broken()).containsExactly("bad.yml", "binary.yml", "second");
    }

    @Test
    void aNameBelongsToTheFirstFile() {
        RuleSet set = RuleFiles.parse(
                new TreeMap<>(Map.of("a.yml", WHOLE, "b.yml", WHOLE.replace("Checkout is failing", "Other"))),
                RuleDefaults.STANDARD);

        assertThat(set.rules()).extracting(Rule::title).containsExactly("Checkout is failing");
        assertThat(set.problems())
                .extracting(Problem::inWords)
                .containsExactly(
                        "b.yml:1:1 rule: the name 'checkout-errors' is taken by a.yml (names are unique across files)");
    }

    @Test
    void aFolderGivesDefaultsToItsRules() {
        Map<String, @Nullable String> files = new TreeMap<>();
        files.put(
                "shop/_defaults.yml",
                "labels: {team: shop, tier: gold}\nwindow: 15m\nnotify: [slack-shop]\nwindw: 1\n");
        files.put(
                "shop/a.yml",
                "rule: a\nlabels: {tier: silver}\nquery: {streams: [x], kql: ''}\ncondition: {count: hits, threshold: {above: 1}}\nevery: 1m\n");
        files.put(
                "b.yml",
                "rule: b\nquery: {streams: [x], kql: ''}\ncondition: {count: hits, threshold: {above: 1}}\nevery: 1m\n");

        RuleSet set = RuleFiles.parse(files, RuleDefaults.STANDARD);

        assertThat(set.rules()).hasSize(1);
        assertThat(set.rules().getFirst().labels()).isEqualTo(Map.of("team", "shop", "tier", "silver"));
        assertThat(set.rules().getFirst().window()).isEqualTo(Duration.ofMinutes(15));
        assertThat(set.problems())
                .extracting(Problem::inWords)
                .containsExactly(
                        "b.yml:1:1 window: missing (add for instance: window: 5m)",
                        "shop/_defaults.yml:4:1 windw: unknown key 'windw' (did you mean 'window'?)");
    }

    @Test
    void aFileMayHoldSeveralRules() {
        RuleSet set = read(WHOLE + "---\n" + WHOLE.replace("checkout-errors", "second") + "---\n");

        assertThat(set.rules()).extracting(Rule::name).containsExactly("checkout-errors", "second");
    }

    @Test
    void theVersionChangesWithWhatIsMeasuredAndWithNothingElse() {
        String version = RulesForTests.parse(WHOLE).version();

        assertThat(version).matches("[0-9a-f]{12}");
        for (String[] edit : new String[][] {
            {"Checkout is failing", "Other title"},
            {"every: 1m", "every: 2m"},
            {"for: 5m", "for: 6m"},
            {"{team: shop, tier: 1}", "{team: other}"},
            {"delay: 30s", "delay: 40s"},
            {"log.level: ERROR and", "log.level : ERROR and"}
        }) {
            assertThat(RulesForTests.parse(WHOLE.replace(edit[0], edit[1])).version())
                    .as("%s", edit[1])
                    .isEqualTo(version);
        }
        for (String[] edit : new String[][] {
            {"log.level: ERROR", "log.level: WARN"},
            {"[service.name, host.name]", "[service.name]"},
            {"{above: 100}", "{above: 101}"},
            {"window: 5m", "window: 4m"},
            {"timeField: event.ingested", ""},
            {"service: checkout-api", "service: checkout"}
        }) {
            assertThat(RulesForTests.parse(WHOLE.replace(edit[0], edit[1])).version())
                    .as("%s", edit[1])
                    .isNotEqualTo(version);
        }
    }

    @Test
    void aRuleWhoseFileBreaksGoesOnAsItWas(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.yml");
        Files.writeString(file, WHOLE);
        RuleBook book = new RuleBook(folder, RuleDefaults.STANDARD);
        assertThat(TwoLooks.at(book)).isTrue();
        assertThat(TwoLooks.at(book)).isFalse();

        Files.writeString(file, WHOLE.replace("window: 5m", "window: [").replace("Checkout", "Broken"));
        assertThat(TwoLooks.at(book)).isTrue();

        assertThat(book.current().rules()).extracting(Rule::title).containsExactly("Checkout is failing");
        assertThat(book.current().broken()).containsExactly("a.yml");

        Files.delete(file);
        assertThat(TwoLooks.at(book)).isTrue();
        assertThat(book.current().rules()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "checkout-api, checkout_api",
        "Checkout API, checkout_api",
        "a.b_c, a.b_c",
        "a/b\\c*d, a_b_c_d",
        "Größe, gr__e*",
        "日本, __*"
    })
    void aServiceHasItsDataset(String service, String pattern) {
        assertThat(RuleQuery.datasetPattern(service)).isEqualTo(pattern);
    }

    @Test
    void aTextThatIsTooDeepIsAProblemAndNoEndOfTheThread() {
        assertThat(problemsOf("rule: a\nquery: " + "[".repeat(100_000)))
                .singleElement()
                .asString()
                .contains("a.yml:2", "more than 50 levels deep");
        assertThat(problemsOf("{a: ".repeat(20_000))).singleElement().asString().contains("levels deep");
    }

    @Test
    void aQueryInJsonThatIsTooDeepIsAProblemOfItsRule() {
        String deep = "{\"bool\":{\"must\":".repeat(5_000);

        assertThat(problemsOf(WHOLE.replace(
                        "  kql: 'log.level: ERROR and not error.type: *TimeoutException'", "  dsl: '" + deep + "'")))
                .singleElement()
                .asString()
                .contains("is nested more than 40 levels deep");
    }

    @Test
    void anAnnotationWithSectionsInSectionsIsAProblemOfItsRuleAndTheOthersAreRead() {
        Map<String, @Nullable String> files = new TreeMap<>();
        files.put("bad.yml", WHOLE.replace("summary: \"", "summary: \"" + "{{#rule}}".repeat(10_000)));
        files.put("good.yml", WHOLE.replace("rule: checkout-errors", "rule: other"));

        RuleSet set = RuleFiles.parse(files, new RuleDefaults(Duration.ofSeconds(15), new AnnotationCheck()));

        assertThat(set.rules()).extracting(Rule::name).containsExactly("other");
        assertThat(set.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.inWords()).contains("bad.yml:5", "more than 50 sections"));
    }

    @ParameterizedTest
    @CsvSource({
        "2s, 5m, 5m, true", //
        "2s, 5m, 1m, false",
        "6s, 5m, 5m, false",
        "auto, 5m, 5m, false",
        "0s, 1m, 2m, true"
    })
    void aDelayShorterThanTheRefreshIsDoubtfulWhereWindowsDoNotOverlap(
            String delay, String window, String every, boolean doubtful) {
        String yaml = WHOLE.replace("delay: 30s", "delay: " + delay)
                .replace("window: 5m", "window: " + window)
                .replace("every: 1m", "every: " + every);

        assertThat(problemsOf(yaml).stream().anyMatch(problem -> problem.contains("until an event can be found")))
                .isEqualTo(doubtful);
    }
}

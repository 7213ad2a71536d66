package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.rule.CalendarBook;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.alert.rule.QueryBook;
import dev.tocsin.alert.rule.RuleDefaults;
import dev.tocsin.alert.rule.RuleFiles;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The schemas for editors say what the readers say: the same keys, and the same about good and bad files. */
class SchemaTest {
    private static final Path CONFIG = Path.of("..", "config");
    private static final Pattern KNOWN = Pattern.compile("known here: ([^)]*)");
    private static final String RULE = """
            rule: checkout-errors
            title: Checkout is failing
            owner: shop
            labels: {team: shop, tier: 1}
            annotations: {summary: "{{value}} errors"}
            query:
              service: checkout-api
              kql: 'log.level: ERROR'
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
            recoverAt: 5
            maxGroups: 20
            seenWithin: 7d
            notify: [slack-shop]
            """;
    private static final String QUERY = """
            query: checkout-errors
            title: Errors
            description: Of the shop
            service: checkout-api
            kql: 'log.level: ERROR'
            filters: [{query: {match_phrase: {a: b}}}]
            """;

    private static final String CALENDARS = """
            office:
              zone: Europe/Berlin
              days: {mon-thu: [08:00-12:00, 13:00-18:00], FRI: 8:00-12:00, 'sat, sun': 00:00-24:00}
              closed: [2026-12-24 to 2026-12-26, 2027-01-01]
              otherHours: {2026-12-31: 08:00-12:00}
            freeze: {zone: UTC, otherHours: {2026-12-20 to 2027-01-06: 00:00-24:00}}
            """;

    @TempDir
    Path folder;

    private static Schema schema(String name) {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(
                            Files.readString(CONFIG.resolve("schema").resolve(name + ".schema.json")),
                            InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> faults(String schema, String yaml) {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        String json = JsonMapper.shared().writeValueAsString(document);
        return schema(schema).validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private List<String> ruleProblems(String yaml) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("a.yml"), yaml);
        return RuleFiles.read(rules, RuleDefaults.STANDARD).problems().stream()
                .filter(problem -> problem.isError())
                .map(problem -> problem.inWords())
                .toList();
    }

    private List<String> queryProblems(String yaml) throws IOException {
        Path queries = Files.createDirectories(folder.resolve("queries"));
        Files.writeString(queries.resolve("a.yml"), yaml);
        return QueryBook.read(queries, KibanaSource.none()).problems().stream()
                .map(problem -> problem.inWords())
                .toList();
    }

    private List<String> calendarProblems(String yaml) throws IOException {
        return CalendarBook.read(Files.writeString(folder.resolve("calendars.yml"), yaml)).problems().stream()
                .map(problem -> problem.inWords())
                .toList();
    }

    private List<String> defaultsProblems(String yaml) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("_defaults.yml"), yaml);
        return RuleFiles.read(rules, RuleDefaults.STANDARD).problems().stream()
                .map(problem -> problem.inWords())
                .toList();
    }

    private List<String> notifyProblems(String file, String yaml) throws IOException {
        Files.writeString(
                folder.resolve("channels.yml"),
                "slack-shop: {slack: {webhook: \"https://hooks.slack.com/services/T000/B000/XXX\"}}\n");
        Files.writeString(folder.resolve(file + ".yml"), yaml);
        return NotificationConfig.load(folder, Map.of(), ChannelTypes.forReading(DiscoverLinks.none()))
                .problems()
                .stream()
                .map(problem -> problem.inWords())
                .toList();
    }

    private List<String> problems(String schema, String yaml) throws IOException {
        return switch (schema) {
            case "rule" -> ruleProblems(yaml);
            case "defaults" -> defaultsProblems(yaml);
            case "query" -> queryProblems(yaml);
            case "calendars" -> calendarProblems(yaml);
            default -> notifyProblems(schema, yaml);
        };
    }

    @Test
    void timesAndInhibitionsThatAreRightAreRightForEditorsToo() throws IOException {
        String routes = """
                timeIntervals:
                  a_b.C-1:
                    - times: [{start_time: '00:00', end_time: '24:00'}]
                      weekdays: ['monday:friday', sunday]
                      days_of_month: [1, '-3:-1']
                      months: ['1:3', december]
                      years: [2030, '2031:2032']
                      location: Europe/Berlin
                routes:
                  - {match: {a: b}, muteTimes: a_b.C-1, groupBy: [], groupWait: 0s, groupInterval: 1m, repeatInterval: never, escalate: [{after: 1h, channel: slack-shop}]}
                  - {match: {a: c}, muteTimes: [a_b.C-1]}
                inhibit:
                  - {name: one, source: ['a=b'], target: ['c!="d e"'], equal: rule}
                  - {source: ['a=b'], target: ['c=~d'], equal: [rule, host.name]}
                """;

        assertThat(notifyProblems("routes", routes)).isEmpty();
        assertThat(faults("routes", routes)).isEmpty();
    }

    /** What a reader lists when it meets a key that it does not know. */
    private Set<String> keysOfReader(String schema, String yaml) throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String problem : problems(schema, yaml)) {
            Matcher known = KNOWN.matcher(problem);
            if (problem.contains("unknown key") && known.find()) {
                keys.addAll(Arrays.asList(known.group(1).split(", ")));
            }
        }
        return keys;
    }

    private static Set<String> keysOfSchema(String name, String place) throws IOException {
        JsonObject whole = Json.createReader(new StringReader(
                        Files.readString(CONFIG.resolve("schema").resolve(name + ".schema.json"))))
                .readObject();
        JsonObject object =
                place.isEmpty() ? whole : whole.getValue("/" + place).asJsonObject();
        assertThat(object.getBoolean("additionalProperties"))
                .as("%s %s is closed", name, place)
                .isFalse();
        return new TreeSet<>(object.getJsonObject("properties").keySet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            rule     !                          ! rule: a\\nzzzzzzzz: 1
            rule     ! $defs/listWithOptions    ! rule: a\\nquery: {kql: '', notIn: {a: {zzzzzzzz: 1}}}
            calendars ! $defs/calendar          ! a: {zzzzzzzz: 1}
            rule     ! $defs/query              ! rule: a\\nquery: {zzzzzzzz: 1, kibana: x}
            rule     ! $defs/condition/oneOf/1  ! rule: a\\ncondition: {zzzzzzzz: 1, each: event}
            rule     ! $defs/condition/oneOf/2  ! rule: a\\ncondition: {zzzzzzzz: 1, count: hits}
            rule     ! $defs/condition/oneOf/3  ! rule: a\\ncondition: {zzzzzzzz: 1, metric: avg}
            rule     ! $defs/condition/oneOf/4  ! rule: a\\ncondition: {zzzzzzzz: 1, ratio: {kql: a}}
            rule     ! $defs/condition/oneOf/5  ! rule: a\\ncondition: {zzzzzzzz: 1, change: avg}
            rule     ! $defs/condition/oneOf/6  ! rule: a\\ncondition: {zzzzzzzz: 1, newValue: b}
            rule     ! $defs/condition/oneOf/7  ! rule: a\\ncondition: {zzzzzzzz: 1, valueChange: b}
            rule     ! $defs/condition/oneOf/8  ! rule: a\\ncondition: {zzzzzzzz: 1, absence: events}
            rule     ! $defs/part               ! rule: a\\nquery: {streams: x, kql: ''}\\ncondition: {ratio: {zzzzzzzz: 1, kibana: x}}
            rule     ! $defs/threshold/oneOf/1  ! rule: a\\ncondition: {count: hits, threshold: {zzzzzzzz: 1, warning: {above: 1}}}
            rule     ! $defs/level              ! rule: a\\ncondition: {count: hits, threshold: {warning: {zzzzzzzz: 1}}}
            defaults !                          ! zzzzzzzz: 1
            query    !                          ! query: a\\nzzzzzzzz: 1
            routes   !                          ! zzzzzzzz: 1
            routes   ! properties/default       ! default: {zzzzzzzz: 1}
            routes   ! $defs/route              ! routes: [{zzzzzzzz: 1}]
            routes   ! $defs/inhibition         ! inhibit: [{zzzzzzzz: 1}]
            routes   ! $defs/time               ! timeIntervals: {a: [{zzzzzzzz: 1}]}
            routes   ! $defs/time/properties/times/items ! timeIntervals: {a: [{times: [{zzzzzzzz: 1}]}]}
            channels ! $defs/slack              ! a: {slack: {zzzzzzzz: 1}}
            channels ! $defs/webhook            ! a: {webhook: {zzzzzzzz: 1}}
            channels ! $defs/email              ! a: {email: {zzzzzzzz: 1}}
            channels ! $defs/alertmanager       ! a: {alertmanager: {zzzzzzzz: 1}}
            """)
    void schemaAndReaderKnowTheSameKeys(String schema, String place, String yaml) throws IOException {
        Set<String> ofReader = keysOfReader(schema, yaml.replace("\\n", "\n"));
        Set<String> ofSchema = keysOfSchema(schema, place == null ? "" : place);
        // Of a threshold the reader lists what it looked for on the way; each alternative has its own.
        if (place != null && place.contains("threshold")) {
            assertThat(ofReader).containsAll(ofSchema).isNotEmpty();
        } else {
            assertThat(ofSchema).isEqualTo(ofReader);
        }
    }

    @Test
    void goodFilesAreGoodToBoth() throws IOException {
        for (String yaml : List.of(
                RULE,
                RULE.replace("service: checkout-api", "streams: [logs-*-tocsin*]"),
                RULE.replace("kql: 'log.level: ERROR'", "dsl: {term: {a: 1}}"),
                RULE.replace("every: 1m", "cron: '*/5 * * * *'\nzone: Europe/Berlin"),
                RULE.replace("delay: 30s", "delay: auto"),
                RULE.replace("delay: 30s", "during: always"),
                RULE.replace(
                        "query:\n",
                        "query:\n  in: {a: [x, 1]}\n  notIn: {b: [y], c: {list: [z], ignoreMissing: true}}\n"),
                RULE.replace("notify: [slack-shop]", "notify: slack-shop"),
                RULE.replace("{warning: {above: 10}, critical: {above: 100}}", "{below: 1}"),
                withCondition("{metric: p99.9, field: event.duration, threshold: {above: 9}}"),
                withCondition("{metric: cardinality, field: user.name, threshold: {warning: {above: 9}}}"),
                withCondition("{ratio: {kql: a}, minDenominator: 5, threshold: {above: 9}}"),
                withCondition("{ratio: {dsl: {term: {a: 1}}}, threshold: {above: 9}}"),
                withCondition("{change: hits, threshold: {above: 9}}"),
                withCondition("{change: p95, field: event.duration, threshold: {above: 9}}"),
                withCondition("{change: hits, against: week, by: difference, direction: both, minNow: 3,"
                        + " minBefore: 0, threshold: {warning: {above: 9}, critical: {above: 90}}}"),
                withCondition("{absence: events}").replace("recoverAt: 5\n", ""),
                withCondition("{absence: events, severity: warning, expect: [[a, b], [a, c]]}")
                        .replace("recoverAt: 5\n", ""))) {
            assertThat(ruleProblems(yaml)).as(yaml).isEmpty();
            assertThat(faults("rule", yaml)).as(yaml).isEmpty();
        }
        for (String condition : List.of(
                "{newValue: user.name}",
                "{newValue: [user.name, source.ip], within: 7d, learn: 0s, severity: critical}",
                "{valueChange: host.ip, within: 1h, severity: warning}")) {
            String yaml =
                    ("rule: a\nquery: {streams: x, kql: ''}\ngroupBy: [host.name]\nwindow: 1m\nevery: 1m\ncondition: "
                            + condition);
            assertThat(ruleProblems(yaml)).as(yaml).isEmpty();
            assertThat(faults("rule", yaml)).as(yaml).isEmpty();
        }
        assertThat(ruleProblems(RULE.replace("{changes: 6, of: 30}", "off"))).isEmpty();
        assertThat(faults("rule", RULE.replace("{changes: 6, of: 30}", "off"))).isEmpty();
        String each = "rule: a\nquery: {streams: x, kql: ''}\ncondition: each\nwindow: 1m\nevery: 1m\n";
        for (String yaml : List.of(each, each.replace("each\n", "{each: event, severity: critical}\n"))) {
            assertThat(ruleProblems(yaml)).isEmpty();
            assertThat(faults("rule", yaml)).isEmpty();
        }
        assertThat(faults("rule", each.replace("{streams: x, kql: ''}", "{saved: a}")))
                .isEmpty();
        assertThat(faults("rule", each.replace("{streams: x, kql: ''}", "{kibana: a, tab: b, service: c}")))
                .isEmpty();
        assertThat(queryProblems(QUERY)).isEmpty();
        assertThat(faults("query", QUERY)).isEmpty();
        for (String entry : List.of(
                "{match: {a: 1}, channel: slack-shop, continue: true}",
                "{match: {a: 1}}",
                "{matchers: [], continue: true}",
                "{matchers: ['a=~\"b|c\"', d!=e, 'f = \"g h\"', '\"i j\"!~k']}",
                "{match: {a: 1}, matchers: [b=c], routes: [{match: {d: e}, routes: [{matchers: [f=g]}]}]}")) {
            String routes = "default: {channel: slack-shop}\nroutes: [" + entry + "]\n";
            assertThat(notifyProblems("routes", routes)).as(routes).isEmpty();
            assertThat(faults("routes", routes)).as(routes).isEmpty();
        }
        assertThat(faults("channels", "slack-shop: {slack: {webhook: \"${env:X}\"}}"))
                .isEmpty();
        assertThat(calendarProblems(CALENDARS)).isEmpty();
        assertThat(faults("calendars", CALENDARS)).isEmpty();
        String defaults = "labels: {a: b}\nwindow: 5m\ndelay: auto\nnotify: [a]\nduring: always\n";
        assertThat(defaultsProblems(defaults)).isEmpty();
        assertThat(faults("defaults", defaults)).isEmpty();
    }

    private static String withCondition(String condition) {
        String there = "{above: 10}, critical: {above: 100}}\n";
        int end = RULE.indexOf(there) + there.length();
        return RULE.substring(0, RULE.indexOf("condition:")) + "condition: " + condition + "\n" + RULE.substring(end);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            {metric: average, field: a, threshold: {above: 1}}                            !
            {metric: p0, field: a, threshold: {above: 1}}                                 ! 0 is written in many ways
            {metric: p100, field: a, threshold: {above: 1}}                               !
            {metric: avg, threshold: {above: 1}}                                          !
            {metric: avg, field: a}                                                       !
            {metric: avg, field: a, threshold: {above: 1}, severity: critical}            !
            {ratio: {kql: a, lucene: b}, threshold: {above: 1}}                           !
            {ratio: {}, threshold: {above: 1}}                                            !
            {ratio: 'a: b', threshold: {above: 1}}                                        !
            {ratio: {kql: a, streams: [b]}, threshold: {above: 1}}                        !
            {ratio: {kql: a}, minDenominator: 0, threshold: {above: 1}}                   !
            {ratio: {kql: a}, threshold: {above: 101}}                                    ! thresholds are of all conditions
            {change: events, threshold: {above: 1}}                                       !
            {change: avg, threshold: {above: 1}}                                          ! whether there is a field to name is up to what is compared
            {change: hits, field: a, threshold: {above: 1}}                               ! the same
            {change: hits, against: month, threshold: {above: 1}}                         !
            {change: hits, threshold: {below: 1}}                                         ! thresholds are of all conditions
            {change: hits, threshold: {above: 0.5}}                                       ! what a factor can be is up to by
            {newValue: []}                                                                !
            {newValue: [a, a]}                                                            !
            {newValue: {a: b}}                                                            !
            {newValue: a, within: 1x}                                                     !
            {newValue: a, threshold: {above: 1}}                                          !
            {valueChange: [a]}                                                            !
            {valueChange: a, learn: 1d}                                                   !
            {absence: hits}                                                               !
            {absence: events, threshold: {below: 1}}                                      !
            {absence: events, expect: [[a]]}                                              ! how many values there are is up to groupBy
            {absence: events}                                                             ! recoverAt stands elsewhere
            """)
    void badConditionsAreBadToBoth(String condition, String onlyReaderKnows) throws IOException {
        String yaml = withCondition(condition);

        assertThat(ruleProblems(yaml)).isNotEmpty();
        if (onlyReaderKnows == null) {
            assertThat(faults("rule", yaml)).isNotEmpty();
        } else {
            assertThat(faults("rule", yaml)).as(onlyReaderKnows).isEmpty();
        }
    }

    /** Broken by one edit; a reason after the last bar says why only the reader can know. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            rule: checkout-errors               ! rule: Checkout_Errors     !
            rule: checkout-errors               ! # nothing                 !
            owner: shop                         ! treshold: 5               !
            owner: shop                         ! enabled: yes please       !
            owner: shop                         ! owner: {a: b}             !
            window: 5m                          ! window: 5x                !
            window: 5m                          ! window: 0s                ! the span from 1s to 31d is arithmetic
            window: 5m                          ! # nothing                 ! a folder's _defaults.yml may give it
            every: 1m                           ! # nothing                 !
            every: 1m                           ! every: [1m]               !
            every: 1m                           ! cron: "* * * *"           ! a cron expression has its own grammar
            delay: 30s                          ! delay: later              !
            delay: 30s                          ! zone: Europe/Berlin       !
            delay: 30s                          ! during: office            ! which calendars there are stands in another file
            owner: shop                         ! during: always\\nexcept: b !
            service: checkout-api               ! service: checkout-api\\n  in: {a: none}             ! which lists there are stands in other files
            service: checkout-api               ! service: checkout-api\\n  in: {'a.*': [b]}          !
            service: checkout-api               ! service: checkout-api\\n  in: {a: []}               !
            service: checkout-api               ! service: checkout-api\\n  in: {a: {list: [b]}}      !
            service: checkout-api               ! service: checkout-api\\n  notIn: {a: {lst: [b]}}    !
            service: checkout-api               ! service: checkout-api\\n  in: [a]                   !
            maxGroups: 20                       ! maxGroups: 0              !
            maxGroups: 20                       ! maxGroups: many           !
            onError: alert                      ! onError: page             !
            noData: alert                       ! noData: kep               !
            labels: {team: shop, tier: 1}       ! labels: [team]            !
            groupBy: [service.name, host.name]  ! groupBy: [a, a]           !
            service: checkout-api               ! tab: x                    !
            service: checkout-api               ! streams: [LOGS]           !
            service: checkout-api               ! streams: []               !
            kql: 'log.level: ERROR'             ! kql: '('                  ! KQL has its own grammar
            kql: 'log.level: ERROR'             ! saved: none               ! which queries there are stands in other files
            kql: 'log.level: ERROR'             ! dsl: {script: {}}         ! scripts may stand at any depth of a query
            kql: 'log.level: ERROR'             ! title: x                  !
            {above: 100}                        ! {above: 5}                ! which number is worse is arithmetic
            {above: 100}                        ! {below: 100}              ! the side of the other level decides
            {above: 100}                        ! {above: ten}              !
            {above: 100}                        ! {above: 1, below: 5}      !
            count: hits                         ! count: sum                !
            count: hits                         ! each: event               !
            """)
    void badRulesAreBadToBoth(String good, String bad, String onlyReaderKnows) throws IOException {
        assertThat(RULE).contains(good);
        String yaml = RULE.replace(good, bad.replace("\\n", "\n"));

        assertThat(ruleProblems(yaml)).isNotEmpty();
        if (onlyReaderKnows == null) {
            assertThat(faults("rule", yaml)).isNotEmpty();
        } else {
            assertThat(faults("rule", yaml)).as(onlyReaderKnows).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            query    ! titl: x\\nquery: a\\nkql: ''                         !
            query    ! query: A_b\\nkql: ''                                 !
            query    ! query: a                                             !
            query    ! query: a\\nkql: ''\\nlucene: ''                      !
            query    ! query: a\\nkql: ''\\nservice: a\\nstreams: [b]       !
            query    ! query: a\\nkql: ''\\nfilters: {a: b}                 !
            query    ! query: a\\nkql: ''\\nfilters: [5]                    !
            query    ! query: a\\nkql: ''\\nfilters: [{meta: {}}]           ! what a filter of Kibana says is its own grammar
            routes   ! default: {chanel: slack-shop}                        !
            routes   ! default: slack-shop                                  !
            routes   ! default: {channel: none}                             ! which channels there are stands in another file
            routes   ! routes: [{channel: slack-shop}]                      !
            routes   ! routes: [{match: {}, channel: slack-shop}]           !
            routes   ! routes: [{}]                                         !
            routes   ! routes: [{matchers: a=b}]                            !
            routes   ! routes: [{matchers: [{a: b}]}]                       !
            routes   ! routes: [{matchers: [a]}]                            !
            routes   ! routes: [{matchers: [=a]}]                           !
            routes   ! routes: [{matchers: ['a='], channel: slack-shop}]    !
            routes   ! routes: [{matchers: ['a=~"("']}]                     ! expressions have their own grammar
            routes   ! routes: [{match: {a: b}, routes: {match: {c: d}}}]   !
            routes   ! routes: [{match: {a: b}, routes: [{match: {}}]}]     !
            routes   ! routes: [{match: {a: b}, channel: slack-shop, continue: maybe}] !
            routes   ! default: {channel: slack-shop, groupBy: rule}        !
            routes   ! default: {channel: slack-shop, groupWait: soon}      !
            routes   ! default: {channel: slack-shop, escalate: [{after: 5m}]} !
            routes   ! default: {channel: slack-shop, muteTimes: [a]}       !
            routes   ! routes: [{match: {a: b}, muteTimes: []}]             !
            routes   ! routes: [{match: {a: b}, muteTimes: [c]}]            ! which times there are stands elsewhere
            routes   ! timeIntervals: {a: []}                               !
            routes   ! timeIntervals: {a: [{location: UTC}]}                !
            routes   ! timeIntervals: {a b: [{years: [2030]}]}              !
            routes   ! timeIntervals: {a: [{weekdays: [noday]}]}            ! spans have their own grammar
            routes   ! timeIntervals: {a: [{times: []}]}                    !
            routes   ! timeIntervals: {a: [{times: [{start_time: '9:00', end_time: '10:00'}]}]} !
            routes   ! timeIntervals: {a: [{times: [{start_time: '09:00'}]}]} !
            routes   ! inhibit: [{source: ['a=b']}]                         !
            routes   ! inhibit: [{source: ['a=b'], target: []}]             !
            routes   ! inhibit: [{source: ['a==b'], target: ['c=d']}]       !
            routes   ! inhibit: [{source: ['a=b'], target: ['c=d'], equal: []}] !
            channels ! Shop: {slack: {webhook: x}}                          !
            channels ! shop: {slak: {webhook: x}}                           !
            channels ! shop: {}                                             !
            channels ! shop: {slack: {}}                                    !
            channels ! shop: {slack: {webhook: x, url: y}}                  !
            channels ! shop: {email: {host: a.example, from: a@a.example}}  !
            channels ! shop: {email: {host: a.example, from: a@a.example, to: []}} !
            channels ! shop: {email: {host: a.example, from: a@a.example, to: b@a.example, tls: none}} !
            channels ! shop: {email: {host: a.example, from: a@a.example, to: b@a.example, user: a}} !
            channels ! shop: {email: {host: a.example, from: a, to: b@a.example}} ! what an address is has its own grammar
            channels ! shop: {alertmanager: {lasts: 7d}}                    !
            channels ! shop: {alertmanager: {url: "http://127.0.0.1:9093", headers: {"a b": c}}} !
            channels ! shop: {alertmanager: {url: "http://127.0.0.1:9093", lasts: 1m}} ! how long is long enough is arithmetic
            channels ! shop: {webhook: {secret: 0123456789abcdef}}          !
            channels ! shop: {webhook: {url: "https://a.example/", format: xml}} !
            channels ! shop: {webhook: {url: "https://a.example/", body: "{{titel}}"}} ! a template has its own grammar
            channels ! shop: {webhook: {url: "https://a.example/", headers: {"a b": c}}} !
            channels ! shop: {slack: {webhook: x}}                          ! an address may come from a secret that the schema cannot see
            defaults ! windw: 5m                                            !
            calendars ! a: {days: {mon: 08:00-18:00}}                       !
            calendars ! a: {zone: UTC}                                      !
            calendars ! a: {zone: UTC, days: {}}                            !
            calendars ! a: {zone: UTC, days: {mon: []}}                     !
            calendars ! a: {zone: UTC, days: {monday: 08:00-18:00}}         !
            calendars ! a: {zone: UTC, days: {mon: 8-18}}                   !
            calendars ! a: {zone: UTC, days: {mon: 22:00-06:00}}            ! which end is later is arithmetic
            calendars ! a: {zone: UTC, days: {mon-fri-sat: 08:00-18:00}}    ! a range of days has its own grammar
            calendars ! a: {zone: UTC, days: {mon: 08:00-18:00}, closed: 1.5.} !
            calendars ! a: {zone: UTC, days: {mon: 08:00-18:00}, closed: 2026-02-30} ! which days there are is arithmetic
            calendars ! a: {zone: Berlin, days: {mon: 08:00-18:00}}         ! which zones there are is a list of their own
            calendars ! always: {zone: UTC, days: {mon: 08:00-18:00}}       !
            calendars ! A_b: {zone: UTC, days: {mon: 08:00-18:00}}          !
            calendars ! a: {zone: UTC, days: {mon: 08:00-18:00}, open: x}   !
            """)
    void otherBadFilesAreBadToBoth(String schema, String text, String onlyReaderKnows) throws IOException {
        String yaml = text.replace("\\n", "\n");

        assertThat(problems(schema, yaml)).isNotEmpty();
        if (onlyReaderKnows == null) {
            assertThat(faults(schema, yaml)).isNotEmpty();
        } else {
            assertThat(faults(schema, yaml)).as(onlyReaderKnows).isEmpty();
        }
    }

    @Test
    void theExamplesNameTheirSchemaAndFitIt() throws IOException {
        try (Stream<Path> files = Files.walk(CONFIG)) {
            List<Path> written = files.filter(file -> file.toString().endsWith(".yml.example")
                            || file.getFileName().toString().matches("calendars\\.yml|channels\\.yml|routes\\.yml"))
                    .toList();
            assertThat(written).hasSizeGreaterThanOrEqualTo(7);
            for (Path file : written) {
                String text = Files.readString(file);
                Matcher named = Pattern.compile("^# yaml-language-server: \\$schema=(\\S+)\n")
                        .matcher(text);
                assertThat(named.find()).as("%s names its schema", file).isTrue();
                Path schema = file.resolveSibling(named.group(1));
                assertThat(schema).exists();
                String name = schema.getFileName().toString().replace(".schema.json", "");
                assertThat(faults(name, text)).as("%s", file).isEmpty();
                // What the comments show becomes active when the # is taken away.
                assertThat(faults(name, text.replaceAll("(?m)^#(?=[A-Za-z-]+:|  )", "")))
                        .as("%s with its examples", file)
                        .isEmpty();
            }
        }
    }

    @Test
    void theExampleQueriesHaveNoProblem() throws IOException {
        try (Stream<Path> files = Files.list(CONFIG.resolve("queries"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".example")).toList()) {
                assertThat(queryProblems(Files.readString(file))).as("%s", file).isEmpty();
            }
        }
    }
}

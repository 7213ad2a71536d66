package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.query.kibana.KibanaExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries that rules refer to by name, from files and from exports of Kibana. */
class SavedQueriesTest {
    private static final Path EXPORTS =
            Path.of("..", "saved-query", "src", "test", "resources", "dev/tocsin/query/kibana");
    private static final String REST = """
            condition: {count: hits, threshold: {above: 10}}
            window: 5m
            every: 1m
            """;
    private static final String ERRORS = """
            query: checkout-errors
            title: Errors of the checkout
            description: What pages the shop
            service: checkout-api
            kql: 'log.level: ERROR'
            """;

    @TempDir
    Path config;

    private final AtomicReference<KibanaShelf> shelf = new AtomicReference<>(KibanaShelf.NO_KIBANA);
    private final AtomicInteger wanted = new AtomicInteger();
    private Path queries;
    private RuleBook book;

    @BeforeEach
    void openTheBook() throws IOException {
        queries = Files.createDirectory(config.resolve("queries"));
        Files.createDirectory(config.resolve("rules"));
        KibanaSource kibana = new KibanaSource() {
            @Override
            public KibanaShelf current() {
                return shelf.get();
            }

            @Override
            public void wanted() {
                wanted.incrementAndGet();
            }
        };
        book = new RuleBook(config.resolve("rules"), RuleDefaults.STANDARD, new QueryBook(queries, kibana));
    }

    private void query(String file, String text) throws IOException {
        Files.writeString(queries.resolve(file), text);
    }

    private void rule(String name, String query) throws IOException {
        Files.writeString(
                config.resolve("rules").resolve(name + ".yml"), "rule: " + name + "\nquery: " + query + "\n" + REST);
    }

    private void export(String name) throws IOException {
        Files.copy(EXPORTS.resolve(name + ".ndjson"), queries.resolve(name + ".ndjson"));
    }

    private Rule only() {
        TwoLooks.at(book);
        assertThat(book.current().problems().stream().filter(Problem::isError)).isEmpty();
        return book.current().rules().getFirst();
    }

    private List<String> problems() {
        TwoLooks.at(book);
        return book.current().problems().stream().map(Problem::inWords).toList();
    }

    private List<String> queryProblems() {
        TwoLooks.at(book);
        return book.references().queries().problems().stream()
                .map(Problem::inWords)
                .toList();
    }

    @Test
    void aRuleNamesAQueryInPlaceOfWritingOne() throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", "{saved: checkout-errors}");
        rule("b", "{service: checkout-api, kql: 'log.level: ERROR'}");

        Rule rule = only();

        assertThat(rule.query().origin())
                .isEqualTo(new QueryOrigin(QueryOrigin.Kind.SAVED, "checkout-errors", "queries/checkout.yml"));
        assertThat(rule.query().service()).isEqualTo("checkout-api");
        assertThat(rule.query().text()).isEqualTo("log.level: ERROR");
        assertThat(rule.version())
                .as("moving a query into a file is no change of what is measured")
                .isEqualTo(book.current().rule("b").orElseThrow().version());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {saved: checkout-errors, service: cart}           | logs-cart-tocsin*,logs-overflow-tocsin*         | cart
            {saved: checkout-errors, streams: [logs-*-tocsin]} | logs-*-tocsin                                  |
            {saved: checkout-errors}                          | logs-checkout_api-tocsin*,logs-overflow-tocsin* | checkout-api
            """)
    void whatTheRuleSaysOfWhereToLookWins(String query, String streams, @Nullable String service) throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", query);

        assertThat(only().query().streamsJoined()).isEqualTo(streams);
        assertThat(only().query().service()).isEqualTo(service);
    }

    @Test
    void aQueryMayLeaveToTheRuleWhereToLook() throws IOException {
        query("errors.yml", "query: errors\nlucene: 'log.level:ERROR'\n");
        rule("a", "{saved: errors, service: cart}");
        rule("b", "{saved: errors}");

        assertThat(problems())
                .containsExactly("b.yml:2:8 query.service: 'errors' does not say where to look, so the rule has to"
                        + " (add for instance service: checkout-api, or streams: [logs-*-tocsin*])");
        assertThat(book.current().rules()).extracting(Rule::name).containsExactly("a");
    }

    @Test
    void pillsOfKibanaNarrowTheQuery() throws IOException {
        query("a.yml", """
                query: errors
                streams: [logs-*-tocsin*]
                kql: 'log.level: ERROR'
                filters:
                  - {meta: {negate: true}, query: {match_phrase: {service.name: test}}}
                """);
        rule("a", "{saved: errors}");

        assertThat(only().query().toElasticsearch(null).toString())
                .contains("\"must_not\":[{\"match_phrase\":{\"service.name\":\"test\"}}]")
                .contains("\"filter\":[{\"bool\":{\"should\":[{\"match\":{\"log.level\":\"ERROR\"}}]");
    }

    @Test
    void tellsAllProblemsOfAQueryAtOnce() throws IOException {
        query("a.yml", """
                query: Checkout_Errors
                titl: x
                service: a
                streams: [b]
                kql: 'a: ('
                filters: {a: b}
                """);
        query("b.yml", "query: b\nkql: 'a: ('\nfilters: [{meta: {}}, 5]\n");
        query("c.yml", "query: c\nkql: 'a: ('\n");
        query("d.yml", "query: d\nlucene: a\nkql: b\n");
        query("e.yml", "query: e\nfilters: [{query: {script: {}}}]\nkql: ''\n");
        query("f.yml", "query: f\nfilters: [{meta: {}}]\nkql: ''\n");
        query("g.yml", "query: [\n");
        query("h.yml", "query: e\nkql: ''\n---\nquery: i\nkql: a\n---\nquery: i\nkql: b\n");

        List<String> told = queryProblems();
        assertThat(told)
                .filteredOn(problem -> !problem.startsWith("queries/c.yml") && !problem.startsWith("queries/g.yml"))
                .containsExactly(
                        "queries/a.yml:1:1 service: both service and streams are set (keep one)",
                        "queries/a.yml:1:8 query: 'Checkout_Errors' is no query name (small letters, digits and single dashes: checkout-errors)",
                        "queries/a.yml:2:1 titl: unknown key 'titl' (did you mean 'title'?)",
                        "queries/a.yml:6:10 filters: expected a list of Kibana's filters (such as [{query: {match_phrase: {a: b}}}])",
                        "queries/b.yml:3:23 filters[1]: expected a filter (key: value)",
                        "queries/d.yml:1:1 lucene: more than one query is written (keep one of them)",
                        "queries/e.yml:2:20 filters[0].query.script: 'script' is not allowed in rules: it runs code on the cluster (say it with fields, or let the ingest service add a field)",
                        "queries/f.yml:2:10 filters: A filter has no query: {\"meta\":{}}",
                        "queries/h.yml:7:1 query: the name 'i' is taken by queries/h.yml (names are unique across files)");
        assertThat(told).anyMatch(problem -> problem.startsWith("queries/c.yml:2:11 kql: Expected"));
        assertThat(told).anyMatch(problem -> problem.startsWith("queries/g.yml:") && problem.contains("is no YAML"));
        assertThat(book.references().queries().broken())
                .containsExactly("Checkout_Errors", "b", "c", "d", "e", "f", "queries/g.yml");
    }

    @Test
    void aRuleThatNamesAMissingQueryIsBrokenWithAHint() throws IOException {
        query("checkout.yml", ERRORS);
        query("bad.yml", "query: bad\nkql: 'a: ('\n");
        rule("a", "{saved: chekout-errors}");
        rule("b", "{saved: something-else}");
        rule("c", "{saved: bad}");
        rule("d", "{saved: checkout-errors, kql: ''}");
        rule("e", "{saved: checkout-errors, tab: x}");

        assertThat(problems())
                .containsExactly(
                        "a.yml:2:16 query.saved: there is no saved query 'chekout-errors' (did you mean 'checkout-errors'?)",
                        "b.yml:2:16 query.saved: there is no saved query 'something-else' (known: checkout-errors)",
                        "c.yml:2:16 query.saved: the saved query 'bad' cannot be read (see queries/bad.yml:2)",
                        "d.yml:2:8 query.saved: more than one query is written (keep one of them)",
                        "e.yml:2:33 query.tab: unknown key 'tab' (known here: kql, lucene, dsl, saved, kibana, service, streams, in, notIn)");
        assertThat(book.current().broken()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aChangeOfASavedQueryIsANewVersionOfItsRulesAtOnce() throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", "{saved: checkout-errors}");
        String before = only().version();
        assertThat(TwoLooks.at(book)).as("nothing has changed").isFalse();

        query("checkout.yml", ERRORS.replace("Errors of", "Faults of"));
        assertThat(TwoLooks.at(book)).isTrue();
        assertThat(only().version()).as("a title measures nothing").isEqualTo(before);

        query("checkout.yml", ERRORS.replace("log.level: ERROR", "log.level: FATAL"));
        assertThat(TwoLooks.at(book)).isTrue();
        assertThat(only().version()).isNotEqualTo(before);
    }

    @Test
    void aQueryWhoseFileBreaksGoesOnAsItWas() throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", "{saved: checkout-errors}");
        Rule before = only();

        query("checkout.yml", ERRORS.replace("kql: 'log", "kql: '(log"));
        assertThat(only()).isEqualTo(before);
        assertThat(book.references().queries().broken()).containsExactly("checkout-errors");
        assertThat(queryProblems()).hasSize(1);

        query("checkout.yml", "query: [");
        assertThat(only()).isEqualTo(before);
        assertThat(book.references().queries().broken()).containsExactly("queries/checkout.yml");

        query("checkout.yml", ERRORS.replace("log.level: ERROR", "log.level: FATAL"));
        assertThat(only().query().text()).isEqualTo("log.level: FATAL");
        assertThat(book.references().queries().broken()).isEmpty();
    }

    @Test
    void aRuleGoesOnAsItWasWhenItsQueryIsTakenAway() throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", "{saved: checkout-errors}");
        Rule before = only();

        Files.delete(queries.resolve("checkout.yml"));

        assertThat(problems())
                .containsExactly(
                        "a.yml:2:16 query.saved: there is no saved query 'checkout-errors' (there is none: write queries/checkout-errors.yml)");
        assertThat(book.current().rules()).containsExactly(before);
        assertThat(book.current().broken()).containsExactly("a");
    }

    @Test
    void readsASearchOfAnExport() throws IOException {
        export("top-level");
        rule("a", "{kibana: Errors of the shop}");

        Rule rule = only();

        assertThat(rule.query().streamsJoined()).isEqualTo("logs-shop-tocsin,logs-cart-tocsin");
        assertThat(rule.timeField()).isEqualTo("event.ingested");
        assertThat(rule.query().origin())
                .isEqualTo(new QueryOrigin(QueryOrigin.Kind.KIBANA, "search:s-a", "queries/top-level.ndjson"));
        assertThat(rule.query().toElasticsearch(null).toString())
                .contains("match_phrase")
                .contains("must_not");

        rule("a", "{kibana: s-lucene, service: cart}\ntimeField: event.created");
        assertThat(only().timeField()).isEqualTo("event.created");
        assertThat(only().query().service()).isEqualTo("cart");
        assertThat(only().query().language()).isEqualTo(QueryLanguage.LUCENE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {kibana: Errors of the shops}          ~ no search or query of Kibana has the title or id 'Errors of the shops' (did you mean 'Errors of the shop'?)
            {kibana: Something}                    ~ no search or query of Kibana has the title or id 'Something' (./tocsin queries list shows all)
            {kibana: Two tabs}                     ~ 'Two tabs' is the name of 2 objects of Kibana (write the id of one: search:s-b, search:s-c)
            {kibana: s-b, tab: Fast}               ~ 's-b' has no tab 'Fast' (its tabs: Errors (t1), Slow (t2))
            {kibana: s-a, tab: Slow}               ~ 's-a' has no tab 'Slow' (it has one tab only: leave tab out)
            {kibana: Tables}                       ~ 'Tables' cannot be run: it is written in ES|QL, which computes tables and does not say which events match (write the same in KQL: in Discover, switch to classic)
            {kibana: By day}                       ~ 'By day' cannot be run: it asks for 'shop.day', a runtime field that only Kibana's data view has (runtime fields run code on the cluster; let the ingest service add the field)
            {kibana: What pages}                   ~ 'What pages' does not say where to look, so the rule has to (add for instance service: checkout-api, or streams: [logs-*-tocsin*])
            """)
    void saysWhatIsWrongWithAReferenceToKibana(String query, String problem) throws IOException {
        for (String file :
                List.of("top-level", "top-level-and-tabs", "tabs-only", "esql", "runtime-fields", "saved-queries")) {
            export(file);
        }
        rule("a", query);

        assertThat(problems()).hasSize(1).first().asString().endsWith(": " + problem);
        assertThat(book.current().broken()).containsExactly("a");
    }

    @Test
    void takesTheFirstTabWithAWarningOrTheOneThatIsNamed() throws IOException {
        export("tabs-only");
        rule("a", "{kibana: s-c}");
        assertThat(only().query().text()).isEqualTo("log.level: ERROR");
        assertThat(problems())
                .containsExactly(
                        "a.yml:2:17 warning query.kibana: 's-c' has 2 tabs, and the first, 'Errors', is taken; name one with tab: (Errors, Slow)");

        rule("a", "{kibana: s-c, tab: Slow}");
        assertThat(only().query().text()).isEqualTo("event.duration >= 1000");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aSavedQueryOfKibanaHasTheStreamsOfTheRule() throws IOException {
        export("saved-queries");
        rule("a", "{kibana: What pages, streams: [logs-*-tocsin*]}");

        assertThat(only().query().streamsJoined()).isEqualTo("logs-*-tocsin*");
        assertThat(only().timeField()).isEqualTo("@timestamp");
        assertThat(only().query().toElasticsearch(null).toString()).contains("minimum_should_match");
    }

    @Test
    void anExportThatBreaksGoesOnAsItWas() throws IOException {
        export("saved-queries");
        rule("a", "{kibana: What pages, streams: [logs-*-tocsin*]}");
        Rule before = only();

        Path file = queries.resolve("saved-queries.ndjson");
        Files.writeString(file, Files.readString(file).lines().findFirst().orElseThrow() + "\n{\"exportedCount\":2}\n");

        assertThat(only()).isEqualTo(before);
        assertThat(queryProblems())
                .containsExactly(
                        "queries/saved-queries.ndjson:1:1: The export is not complete: it says 2 objects and has 1. (export it again in Kibana, under Saved objects)");
        assertThat(book.references().queries().broken()).containsExactly("queries/saved-queries.ndjson");

        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        Files.delete(file);
        TwoLooks.at(book);
        assertThat(book.references().queries().problems()).isEmpty();
        assertThat(book.references().queries().kibana()).isEmpty();
    }

    private List<KibanaEntry> live(String file, List<String> formerTitles, @Nullable Instant goneSince)
            throws IOException {
        return KibanaExport.read(Files.readString(EXPORTS.resolve(file + ".ndjson"))).objects().stream()
                .map(object -> new KibanaEntry(object, "http://kibana:5601", true, formerTitles, goneSince))
                .toList();
    }

    @Test
    void asksForKibanaOnlyWhenARuleWantsIt() throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", "{saved: checkout-errors}");
        TwoLooks.at(book);
        assertThat(wanted).hasValue(0);

        rule("b", "{kibana: Tables}");
        assertThat(problems())
                .containsExactly("b.yml:2:17 query.kibana: no search or query of Kibana is known"
                        + " (set KIBANA_URL, or put an export into queries/ (a file that ends in .ndjson))");
        assertThat(wanted.get()).isPositive();
    }

    @Test
    void saysThatKibanaIsAwayAndGoesOn() throws IOException {
        shelf.set(new KibanaShelf(List.of(), "http://kibana:5601", "Kibana was not read yet"));
        rule("a", "{kibana: s-a}");
        assertThat(problems()).containsExactly("a.yml:2:17 query.kibana: Kibana was not read yet");

        shelf.set(new KibanaShelf(live("top-level", List.of(), null), "http://kibana:5601", null));
        assertThat(only().query().origin().where()).isEqualTo("http://kibana:5601");
        assertThat(problems()).isEmpty();

        shelf.set(new KibanaShelf(
                live("top-level", List.of(), null), "http://kibana:5601", "Kibana does not answer since noon"));
        assertThat(problems()).containsExactly("a.yml:2:17 warning query.kibana: Kibana does not answer since noon");
        assertThat(only().name()).isEqualTo("a");
    }

    @Test
    void aDeletedObjectGoesOnAndARenamedOneIsFound() throws IOException {
        Instant gone = Instant.parse("2026-11-20T10:00:00Z");
        shelf.set(new KibanaShelf(live("top-level", List.of(), gone), "http://kibana:5601", null));
        rule("a", "{kibana: Errors of the shop}");
        assertThat(only().query().text()).isEqualTo("log.level: ERROR");
        assertThat(problems())
                .containsExactly(
                        "a.yml:2:17 warning query.kibana: 'Errors of the shop' is no longer in Kibana (since 2026-11-20T10:00:00Z); it goes on as it was last");

        shelf.set(new KibanaShelf(
                live("ad-hoc-data-view", List.of("Errors of the shop"), null), "http://kibana:5601", null));
        assertThat(only().query().text()).isEqualTo("a: 1");
        assertThat(problems())
                .containsExactly(
                        "a.yml:2:17 warning query.kibana: 'Errors of the shop' is now called 'Ad hoc'; write that, or search:s-adhoc");
    }

    @Test
    void anExportGoesBeforeKibana() throws IOException {
        shelf.set(new KibanaShelf(live("top-level", List.of(), null), "http://kibana:5601", null));
        rule("a", "{kibana: Errors of the shop}");
        export("top-level");

        assertThat(only().query().origin().where()).isEqualTo("queries/top-level.ndjson");
    }

    @Test
    void aPatternOfADataViewNeverLeavesItsPlaceInAnAddress() {
        assertThat(List.of("logs-*", "-logs-test-*", "other:logs-*", ".ds-logs", "logs-a_b.c"))
                .allMatch(QueryParts::isPatternOfKibana);
        assertThat(List.of("", "a/../_all", "a?b", "<logs-{now/d}>", "a b", "LOGS", "a%2f", "a:b:c"))
                .noneMatch(QueryParts::isPatternOfKibana);
    }

    @Test
    void readsSavedQueriesAlsoWithoutABook() throws IOException {
        query("checkout.yml", ERRORS);
        rule("a", "{saved: checkout-errors}");

        assertThat(RuleFiles.read(config.resolve("rules"), RuleDefaults.STANDARD)
                        .rules())
                .hasSize(1);
    }
}

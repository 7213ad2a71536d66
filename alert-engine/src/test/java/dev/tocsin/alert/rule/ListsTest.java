package dev.tocsin.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as people write them, and queries that name one. */
class ListsTest {
    @TempDir
    Path config;

    private RuleBook book;
    private int written;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(config.resolve("rules"));
        Files.createDirectories(config.resolve("lists"));
        Files.createDirectories(config.resolve("queries"));
        book = new RuleBook(config.resolve("rules"), RuleDefaults.STANDARD);
    }

    private void list(String name, String text) throws IOException {
        Path file = Files.writeString(config.resolve("lists").resolve(name + ".txt"), text);
        // Two of one second are two, also where the disk counts in seconds.
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000 + written++)));
    }

    private void rule(String query) throws IOException {
        Files.writeString(config.resolve("rules/a.yml"), """
                rule: a
                query: {streams: [logs-x-tocsin], %s}
                condition: {count: hits, threshold: {above: 1}}
                window: 5m
                every: 1m
                """.formatted(query));
    }

    private List<String> problems() {
        TwoLooks.at(book);
        return book.current().problems().stream().map(Problem::inWords).toList();
    }

    private List<String> listProblems() {
        return book.references().lists().problems().stream()
                .map(Problem::inWords)
                .toList();
    }

    private Rule only() {
        assertThat(problems()).isEmpty();
        return book.current().rules().getFirst();
    }

    private String translated() {
        return only().query().toElasticsearch(null).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lucene: 'a:b', in: {source.ip: bad}                                     | {"terms":{"source.ip":["10.0.0.1","10.0.0.2"]}}
            lucene: 'a:b', in: {source.ip: [10.0.0.2]}                              | {"terms":{"source.ip":["10.0.0.2"]}}
            lucene: 'a:b', in: {n: [2, 1, 2, 10]}                                   | {"terms":{"n":["1","10","2"]}}
            lucene: 'a:b', in: {ip: [10.0.0.0/8, 10.0.0.1]}                         | {"bool":{"should":[{"terms":{"ip":["10.0.0.1"]}},{"terms":{"ip":["10.0.0.0/8"]}}],"minimum_should_match":1}}
            lucene: 'a:b', notIn: {u: bad}                                          | {"bool":{"must_not":[{"terms":{"u":["10.0.0.1","10.0.0.2"]}}]}}
            lucene: 'a:b', notIn: {u: {list: bad}}                                  | {"bool":{"must_not":[{"terms":{"u":["10.0.0.1","10.0.0.2"]}}]}}
            lucene: 'a:b', notIn: {u: {list: [x], ignoreMissing: true}}             | {"bool":{"filter":[{"exists":{"field":"u"}}],"must_not":[{"terms":{"u":["x"]}}]}}
            lucene: 'a:b', in: {a: [x]}, notIn: {b: [y]}                            | {"terms":{"a":["x"]}},{"bool":{"must_not":[{"terms":{"b":["y"]}}]}}
            """)
    void aListIsAClauseBesideTheQuery(String query, String clauses) throws IOException {
        list("bad", "# who was seen scanning\n10.0.0.2\n\n  10.0.0.1  \n10.0.0.2\r\n");
        rule(query);

        assertThat(translated())
                .isEqualTo("{\"bool\":{\"filter\":[{\"query_string\":{\"query\":\"a:b\",\"analyze_wildcard\":true}},"
                        + clauses + "]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kql: 'a: b'", "lucene: 'a:b'", "dsl: {term: {a: b}}", "saved: errors"})
    void anyQueryTakesLists(String query) throws IOException {
        Files.writeString(
                config.resolve("queries/errors.yml"),
                "query: errors\nkql: 'a: b'\nfilters: [{query: {match_phrase: {c: d}}}]\n");
        rule(query);
        String before = only().version();

        rule(query + ", in: {user.name: [eve]}");

        assertThat(translated()).endsWith(",{\"terms\":{\"user.name\":[\"eve\"]}}]}}");
        assertThat(only().version()).isNotEqualTo(before);
        assertThat(only().query().listsInWords()).containsExactly("user.name in eve");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            kql: '', in: {source.ip: bda}               ! query.in.source.ip: there is no list 'bda' (did you mean 'bad'?)
            kql: '', in: {source.ip: eve}               ! query.in.source.ip: there is no list 'eve' (write lists/eve.txt, or [eve] if it is a value)
            kql: '', in: {source.ip: broken}            ! query.in.source.ip: the list 'broken' cannot be read (see lists/broken.txt:1)
            kql: '', in: {source.ip: []}                ! query.in.source.ip: has no value (such as source.ip: bad-addresses (config/lists/bad-addresses.txt), or source.ip: [10.0.0.1, 10.0.0.2])
            kql: '', in: {source.ip: [[a]]}             ! query.in.source.ip[0]: expected a text; found a list
            kql: '', in: {source.ip: {list: bad}}       ! query.in.source.ip: expected the name of a list, or a list of values (such as source.ip: bad-addresses (config/lists/bad-addresses.txt), or source.ip: [10.0.0.1, 10.0.0.2])
            kql: '', in: bad                            ! query.in: expected a mapping (key: value); found 'bad'
            kql: '', in: {'labels.*': bad}              ! query.in.labels.*: 'labels.*' is no name of a field (one field, without *)
            kql: '', notIn: {a: {ignoreMissing: true}}  ! query.notIn.a.list: missing (add for instance: list: known-admins)
            kql: '', notIn: {a: {list: bad, ignoreMissin: true}} ! query.notIn.a.ignoreMissin: unknown key 'ignoreMissin' (did you mean 'ignoreMissing'?)
            kql: '', notin: {a: bad}                    ! query.notin: unknown key 'notin' (did you mean 'notIn'?)
            """)
    void whatIsWrongIsSaid(String query, String problem) throws IOException {
        list("bad", "10.0.0.1\n");
        list("broken", "# nothing\n");
        rule(query);

        assertThat(problems()).anyMatch(line -> line.startsWith("a.yml:2:") && line.endsWith(" " + problem));
        assertThat(book.current().broken()).containsExactly("a");
    }

    @Test
    void filesThatAreNoListsAreSaidWithTheirPlace() throws IOException {
        list("empty", "# nothing\n\n");
        list("Not a name", "a\n");
        list("long", "a\n" + "x".repeat(32_767) + "\n");
        list("many", numbers(65_537));
        list("most", numbers(65_536) + "1\n2\n");
        Files.write(config.resolve("lists/latin.txt"), "m\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        problems();

        assertThat(listProblems())
                .containsExactlyInAnyOrder(
                        "lists/Not a name.txt:1:1: 'Not a name' is no name of a list"
                                + " (small letters, digits and single dashes: known-admins.txt)",
                        "lists/empty.txt:1:1: has no value (one value a line; a line that begins with # is a comment)",
                        "lists/latin.txt:1:1: is no UTF-8 text (save it as UTF-8)",
                        "lists/long.txt:2:1: the value is longer than Elasticsearch keeps any: 32,766 bytes",
                        "lists/many.txt:65537:1: has more than 65,536 different values"
                                + " (it is Elasticsearch's limit: make two lists of it, or name networks in place of addresses)");
        assertThat(book.references().lists().sizes()).containsExactly(new ValueLists.Size("most", 65_536));
    }

    private static String numbers(int most) {
        return IntStream.rangeClosed(1, most).mapToObj(String::valueOf).collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void aListThatChangesIsANewVersionOfTheRulesThatNameIt() throws IOException {
        list("bad", "eve\nmallory\n");
        rule("kql: '', in: {user.name: bad}");
        String before = only().version();

        list("bad", "# sorted anew, and one twice\nmallory\neve\neve\n");
        assertThat(TwoLooks.at(book)).as("no news").isFalse();
        assertThat(only().version()).as("the same values are the same list").isEqualTo(before);

        list("bad", "eve\n");
        assertThat(book.readAgain(TwoLooks.next())).as("it may be half written").isFalse();
        assertThat(book.readAgain(TwoLooks.next())).isTrue();
        assertThat(only().version()).isNotEqualTo(before);
        assertThat(only().query().listNames()).containsExactly("bad");
    }

    @Test
    void aListThatBreaksGoesOnAsItWasLastGood() throws IOException {
        list("bad", "eve\n");
        rule("kql: '', in: {user.name: bad}");
        String before = only().version();

        list("bad", "");

        assertThat(only().version()).isEqualTo(before);
        assertThat(book.references().lists().broken()).containsExactly("lists/bad.txt");

        list("bad", "mallory\n");
        assertThat(only().version()).isNotEqualTo(before);
        assertThat(listProblems()).isEmpty();
    }

    @Test
    void aRuleWhoseListIsTakenAwayGoesOnAndIsBroken() throws IOException {
        list("bad", "eve\n");
        rule("kql: '', in: {user.name: bad}");
        String before = only().version();

        Files.delete(config.resolve("lists/bad.txt"));

        assertThat(problems()).singleElement().asString().contains("there is no list 'bad'");
        assertThat(book.current().rules().getFirst().version()).isEqualTo(before);
        assertThat(book.current().broken()).containsExactly("a");
    }

    /** What is shown in Discover is what was counted, or says that it is not. */
    @Test
    void aLinkHasTheListAsAFilterOrSaysThatItIsTooLong() throws IOException {
        list("few", "eve\nmallory\n");
        list("many", numbers(65_536));
        rule("kql: 'a: b', in: {user.name: few}, notIn: {user.id: {list: many, ignoreMissing: true}}");

        String pills = only().query().filtersForDiscover();

        assertThat(pills)
                .isEqualTo(
                        "[{\"meta\":{\"alias\":\"user.name in few (2 values)\",\"disabled\":false,\"negate\":false,"
                                + "\"type\":\"custom\"},\"query\":{\"terms\":{\"user.name\":[\"eve\",\"mallory\"]}}},"
                                + "{\"meta\":{\"alias\":\"user.id there and not in many (65,536 values): too long for a link, NOT applied"
                                + " here\",\"disabled\":true,\"negate\":false,\"type\":\"custom\"},\"query\":{\"match_all\":{}}}]");
        assertThat(only().query().textForDiscover()).isEqualTo("a: b");
        assertThat(only().query().characters()).isGreaterThan(400_000);
    }

    @Test
    void manyListsShareTheRoomOfALink() throws IOException {
        list("some", numbers(80));
        rule("kql: '', in: {a: some, b: some}");

        assertThat(only().query().filtersForDiscover())
                .contains("\"disabled\":false", "b in some (80 values): too long");
    }
}

package dev.tocsin.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.ScriptedElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cycle in a process with the heap that the engine has and, as the engine, the order to end when that is full. */
@Timeout(240)
class SmallHeapIT {
    private static final Pattern SIZE = Pattern.compile("\"composite\":\\{\"size\":(\\d+)");
    private static final String ABOVE = "condition: {count: hits, threshold: {above: 3}}";
    private static final String BELOW = "condition: {count: hits, threshold: {below: 1}}";

    private static final String HEAD =
            "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"status\":200,\"hits\":{\"total\":{\"value\":9,\"relation\":\"eq\"},\"hits\":[";
    private static final String EVENTS = IntStream.range(0, 3)
            .mapToObj(i -> "{\"sort\":[\"2026-11-23T09:59:0" + i + "Z\"],\"fields\":{\"message\":[\""
                    + "x".repeat(1_000) + "\"]}}")
            .collect(Collectors.joining(",", HEAD, "]}}"));

    private static final String SHORT = "lucene: 'a:b'";
    private static final String LONG = IntStream.range(0, 50)
            .mapToObj(i -> "message: term" + i)
            .collect(Collectors.joining(" or ", "kql: '", "'"));

    private ScriptedElasticsearch server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedElasticsearch();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anHourOfTwentyRulesWithThreeHundredHosts() throws Exception {
        String hosts = groups("host-", 0, 300, 10);
        server.reply(search -> hosts);

        assertThat(run(20, ABOVE, 0, 60))
                .isEqualTo("windows 1220, alerts 0, remembered 0, held 0, failing none, rounds several");
    }

    @Test
    void namesThatAreShortAreAnsweredTogether() throws Exception {
        String hosts = groups("host-", 0, 30, 10);
        server.reply(search -> hosts);

        assertThat(run(20, ABOVE, 0, 60))
                .isEqualTo("windows 1220, alerts 0, remembered 0, held 0, failing none, rounds one");
    }

    @Test
    void eachEventOfTwentyRulesWithThreeHundredHosts() throws Exception {
        String hosts = groups("host-", 0, 300, 10);
        server.reply(search -> hosts);

        assertThat(run(20, "condition: {each: event}", 0, 16))
                .isEqualTo("windows 340, alerts 0, remembered 0, held 0, failing none, rounds one");
    }

    @Test
    void tenThousandGroupsOfARuleThatFireAtOnce() throws Exception {
        pagesOf(10_000, 0);

        assertThat(run(3, "maxGroups: 10000\ncondition: {count: hits, threshold: {above: 1}}", 0))
                .isEqualTo("windows 3, alerts 30000, remembered 0, held 0, failing none, rounds one");
    }

    @Test
    void groupsOfLongQueriesThatFireAtOnce() throws Exception {
        String hosts = groups("host-", 0, 500, 12);
        server.reply(search -> search.contains("\"sort\"") ? EVENTS : hosts);

        assertThat(ask(LONG, 10, "condition: {count: hits, threshold: {above: 1}}", 0))
                .isEqualTo("windows 10, alerts 5000, remembered 0, held 0, failing none, rounds one");
    }

    @Test
    void tenThousandGroupsOfALongQueryThatFireAtOnce() throws Exception {
        pagesOf(10_000, 0);

        assertThat(ask(LONG, 1, "maxGroups: 10000\ncondition: {count: hits, threshold: {above: 1}}", 0))
                .isEqualTo("windows 1, alerts 10000, remembered 0, held 0, failing none, rounds one");
    }

    @Test
    void queriesThatAreLongerThanElasticsearchTakes() throws Exception {
        String longest = IntStream.range(0, 4_000)
                .mapToObj(i -> "message: term" + i)
                .collect(Collectors.joining(" or ", "kql: '", "'"));
        String hosts = groups("host-", 0, 1, 12);
        server.reply(search -> search.contains("\"sort\"") ? EVENTS : hosts);

        assertThat(ask(longest, 80, "condition: {count: hits, threshold: {above: 1}}", 0))
                .isEqualTo("windows 80, alerts 80, remembered 0, held 0, failing none, rounds one");
    }

    @Test
    void whoWasThereBeforeFifteenRules() throws Exception {
        AtomicInteger next = new AtomicInteger();
        server.reply(search ->
                search.contains("\"newest\"") ? page("host-", next, 48_500, 100) : groups("host-", 0, 10, 10));

        assertThat(run(15, BELOW, 0, 1))
                .isEqualTo("windows 30, alerts 7500, remembered 720150, held 0, failing none, rounds one");
    }

    @Test
    void groupsThatAreNewInEachWindow() throws Exception {
        pagesOf(48_500, 1);

        assertThat(run(1, BELOW, 0, 1, 2, 3))
                .isEqualTo("windows 4, alerts 500, remembered 50000, held 0, failing none, rounds one");
    }

    @Test
    void aWindowOfManyGroupsWithLongNamesIsNamed() throws Exception {
        AtomicInteger next = new AtomicInteger();
        server.reply(search -> {
            Matcher size = SIZE.matcher(search);
            int page = size.find() ? Integer.parseInt(size.group(1)) : 0;
            int from = search.contains("\"pit\"") ? next.getAndAdd(page) : 0;
            return groups("host-", from, Math.min(page, 49_500 - from), 8_000);
        });

        assertThat(run(1, ABOVE, 0))
                .isEqualTo("windows 0, alerts 0, remembered 0, held 0, failing the groups of host.name in one window"
                        + " take more than 32 MB: group by something with fewer or shorter values, rounds one");
    }

    /** Each window has so many groups; before the first there were ten. */
    private void pagesOf(int groups, int newInEach) {
        AtomicInteger next = new AtomicInteger();
        server.reply(search -> {
            if (search.contains("\"newest\"")) {
                return groups("old-", 0, 10, 10);
            }
            if (search.contains("\"sort\"")) {
                return EVENTS;
            }
            return search.contains("\"pit\"")
                    ? page("host-" + newInEach * (next.get() / pages(groups)) + "-", next, groups, 12)
                    : groups("first-", 0, 1_000, 10);
        });
    }

    private static String page(String name, AtomicInteger next, int groups, int length) {
        int from = next.getAndIncrement() % pages(groups) * 1_000;
        return groups(name, from, Math.min(1_000, groups - from), length);
    }

    private static int pages(int groups) {
        // A page that is full is followed by another one.
        return groups / 1_000 + 1;
    }

    private String run(int rules, String rest, int... minutes) throws Exception {
        return ask(SHORT, rules, rest, minutes);
    }

    private String ask(String query, int rules, String rest, int... minutes) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                server.url().toString(),
                String.valueOf(rules),
                query,
                rest));
        IntStream.of(minutes).mapToObj(String::valueOf).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            return said.lines()
                    .filter(line -> line.startsWith("windows "))
                    .findFirst()
                    .orElse(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String groups(String name, int from, int count, int length) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> name + i)
                .map(group -> "{\"key\":{\"g0\":\"" + group + "x".repeat(Math.max(0, length - group.length()))
                        + "\"},\"doc_count\":2,\"newest\":{\"value\":1795424400000}}")
                .collect(Collectors.joining(
                        ",",
                        HEAD + "]},\"aggregations\":{\"groups\":{\"after_key\":{\"g0\":\"z\"},\"buckets\":[",
                        "]}}}"));
    }
}

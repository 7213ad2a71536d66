package dev.tocsin.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.ScriptedElasticsearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rounds in a process with the heap that the engine has and, as the engine, the order to end when that is full. */
@Timeout(180)
class SmallHeapIT {
    private static final Pattern SIZE = Pattern.compile("\"composite\":\\{\"size\":(\\d+)");

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
        String hosts = groups(0, 300, 10);
        server.reply(search -> hosts);

        assertThat(run(20, 60)).isEqualTo("windows 1200, rounds several, failure none");
    }

    @Test
    void namesThatAreShortAreAnsweredTogether() throws Exception {
        String hosts = groups(0, 30, 10);
        server.reply(search -> hosts);

        assertThat(run(20, 60)).isEqualTo("windows 1200, rounds one, failure none");
    }

    @Test
    void aWindowOfManyGroupsWithLongNamesIsNamed() throws Exception {
        AtomicInteger next = new AtomicInteger();
        server.reply(search -> {
            Matcher size = SIZE.matcher(search);
            int page = size.find() ? Integer.parseInt(size.group(1)) : 0;
            int from = search.contains("\"pit\"") ? next.getAndAdd(page) : 0;
            return groups(from, Math.min(page, 49_500 - from), 8_000);
        });

        assertThat(run(1, 1))
                .isEqualTo("windows 0, rounds one, failure the groups of host.name in one window take more than 32 MB:"
                        + " group by something with fewer or shorter values");
    }

    private String run(int rules, int windows) throws Exception {
        Process process = new ProcessBuilder(
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
                        String.valueOf(windows))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            return said.lines().reduce((first, last) -> last).orElse("nothing");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String groups(int from, int count, int length) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "{\"key\":{\"g0\":\"host-" + i + "x".repeat(Math.max(0, length - 5 - digits(i)))
                        + "\"},\"doc_count\":2}")
                .collect(Collectors.joining(
                        ",",
                        "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"status\":200,\"hits\":{\"total\":{\"value\":9,\"relation\":\"eq\"},\"hits\":[]},"
                                + "\"aggregations\":{\"groups\":{\"after_key\":{\"g0\":\"z\"},\"buckets\":[",
                        "]}}}"));
    }

    private static int digits(int number) {
        return String.valueOf(number).length();
    }
}

package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/OPERATIONS.md says to do is there for every alarm and for every line of status, and for nothing else. */
class OperationsTest {
    private static final Path TOP = Path.of("..");
    private static final Path ENGINE = TOP.resolve("alert-engine/src/main/java/dev/tocsin/alert");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)(?:(?!- alert: )[\\s\\S])*?runbook: (\\S+)");
    private static final Pattern ALERT_NAME = Pattern.compile("- alert: (\\w+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^### (.+)$");
    private static final Pattern METRIC = Pattern.compile("\\b(tocsin_[a-z0-9_]+)");
    private static final Pattern METRIC_ROW = Pattern.compile("(?m)^\\| `(tocsin_[a-z0-9_]+)`");
    private static final Pattern ATTENTION = Pattern.compile("attention\\.add\\(\\s*\"([^\":]+)");

    /** What status quotes: from a file's reader, from the ingest service, and from the channels' configuration. */
    private static final List<String> QUOTED =
            List.of("A file with line and hint", "ingest.yml cannot be used", "No channel is configured");

    @Test
    void eachAlarmHasItsRunbookAndLeadsToIt() throws IOException {
        // given
        String alerts = Files.readString(TOP.resolve("grafana/alerts.yml"));

        // when
        Map<String, String> leadsTo = new TreeMap<>();
        Matcher alert = ALERT.matcher(alerts);
        while (alert.find()) {
            leadsTo.put(alert.group(1), alert.group(2));
        }

        // then
        assertThat(leadsTo.keySet()).containsExactlyInAnyOrderElementsOf(all(ALERT_NAME, alerts));
        assertThat(leadsTo.keySet()).containsExactlyInAnyOrderElementsOf(headings("## Tocsin's own alarms"));
        leadsTo.forEach(
                (name, target) -> assertThat(target).isEqualTo("docs/OPERATIONS.md#" + name.toLowerCase(Locale.ROOT)));
    }

    @Test
    void eachLineOfStatusHasItsAnswer() throws IOException {
        List<String> said = all(ATTENTION, Files.readString(ENGINE.resolve("api/StatusController.java"))).stream()
                .map(String::strip)
                .toList();

        assertThat(said).isNotEmpty();
        assertThat(headings("## What `./tocsin status` asks to look at"))
                .containsAll(said)
                .containsAll(QUOTED)
                .hasSize(said.size() + QUOTED.size());
        assertThat(Files.readString(ENGINE.resolve("notify/NotificationConfig.java")))
                .contains("\"" + QUOTED.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yml", "dashboards/tocsin-ingest.json", "dashboards/tocsin-alerts.json"})
    void whatGrafanaAsksForIsInTheListOfMetrics(String file) throws IOException {
        Set<String> known = Set.copyOf(all(METRIC_ROW, Files.readString(TOP.resolve("docs/METRICS.md"))));

        assertThat(all(METRIC, Files.readString(TOP.resolve("grafana").resolve(file))))
                .isNotEmpty()
                .allSatisfy(metric ->
                        assertThat(known).containsAnyOf(metric, metric.replaceFirst("_(bucket|count|sum|max)$", "")));
    }

    private static List<String> headings(String chapter) throws IOException {
        String text = Files.readString(TOP.resolve("docs/OPERATIONS.md"));
        int start = text.indexOf("\n" + chapter + "\n");
        assertThat(start).as(chapter).isNotNegative();
        int end = text.indexOf("\n## ", start + chapter.length());
        return all(HEADING, text.substring(start, end < 0 ? text.length() : end));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }
}

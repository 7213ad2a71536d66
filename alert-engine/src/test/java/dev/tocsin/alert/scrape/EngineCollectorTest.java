package dev.tocsin.alert.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.PrometheusLabels;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertStatus;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EngineCollectorTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T10:00:00.500Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void showsEachAlertWithItsOwnLabels() throws IOException {
        String scrape = scrapeOf(
                alert("plain", Map.of(), Map.of(), AlertStatus.ALERTING),
                alert("grouped", Map.of("host.name", "a-1"), Map.of("team", "shop"), AlertStatus.PENDING),
                alert("over", Map.of(), Map.of(), AlertStatus.RECOVERING),
                alert("silent", Map.of(), Map.of(), AlertStatus.NO_DATA));

        assertThat(scrape)
                .contains(
                        "ALERTS{alertname=\"plain\",alertstate=\"firing\",severity=\"critical\",source=\"tocsin\"} 1.0\n")
                .contains("ALERTS{alertname=\"grouped\",alertstate=\"pending\",host_name=\"a-1\",severity=\"critical\","
                        + "source=\"tocsin\",team=\"shop\"} 1.0\n")
                .contains("ALERTS{alertname=\"over\",alertstate=\"firing\"")
                .contains("ALERTS{alertname=\"silent\",alertreason=\"noData\",alertstate=\"firing\"")
                .contains(
                        "ALERTS_FOR_STATE{alertname=\"plain\",severity=\"critical\",source=\"tocsin\"} 1.7955144005E9\n");
    }

    @Test
    void aNameThatIsTakenGetsAPrefix() throws IOException {
        String scrape = scrapeOf(alert(
                "errors",
                Map.of("job", "nightly", "team", "b", "9th", "x", "__secret", "y", "", "z"),
                Map.of("severity", "mine", "alertname", "other", "group.team", "c", "team", "a"),
                AlertStatus.ALERTING));

        assertThat(scrape)
                .contains("alertname=\"errors\"")
                .contains("label_alertname=\"other\"")
                .contains("severity=\"critical\"")
                .contains("label_severity=\"mine\"")
                .contains("group_job=\"nightly\"")
                .contains(",team=\"a\"")
                .contains("group_team=\"c\"")
                .contains("group_team_2=\"b\"")
                .contains("_9th=\"x\"")
                .contains("_secret=\"y\"")
                .contains("_=\"z\"")
                .doesNotContain("__secret");
    }

    @Test
    void hostileValuesAreEscapedCutAndKeptApart() throws IOException {
        String huge = "x".repeat(100_000);
        String scrape = scrapeOf(
                alert("quotes", Map.of("user", "a\"b\\c\nd\u0000\u001b\ud800e"), Map.of(), AlertStatus.ALERTING),
                alert("huge", Map.of("user", huge + "1"), Map.of(), AlertStatus.ALERTING),
                alert("huge", Map.of("user", huge + "2"), Map.of(), AlertStatus.ALERTING),
                alert("empty", Map.of("user", ""), Map.of(), AlertStatus.ALERTING));

        assertThat(scrape)
                .contains("user=\"a\\\"b\\\\c\\nd\uFFFD\uFFFD\uFFFDe\"")
                .contains(
                        "ALERTS{alertname=\"empty\",alertstate=\"firing\",severity=\"critical\",source=\"tocsin\"} 1.0");
        assertThat(scrape.lines().filter(line -> line.startsWith("ALERTS{alertname=\"huge\"")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(PrometheusLabels.MOST_CHARACTERS + 150));
    }

    @Test
    void twoAlertsThatWouldBeOneSeriesAreOneAndTheOtherIsCounted() throws IOException {
        String scrape = scrapeOf(
                alert("errors", Map.of("a.b", "x"), Map.of(), AlertStatus.ALERTING),
                alert("errors", Map.of("a_b", "x"), Map.of(), AlertStatus.ALERTING));

        assertThat(scrape).contains("tocsin_engine_alerts_left_out 1.0\n");
    }

    @Test
    void saysHowManyWereLeftOut() throws IOException {
        List<ActiveAlert> shown = IntStream.range(0, EngineCollector.MOST_ALERTS)
                .mapToObj(n -> alert("errors", Map.of("n", Integer.toString(n)), Map.of(), AlertStatus.ALERTING))
                .toList();

        String scrape = scrape(() -> reading(shown, Map.of(AlertStatus.ALERTING, 1_200L, AlertStatus.PENDING, 34L)));

        assertThat(scrape)
                .contains("tocsin_engine_alerts_left_out 234.0\n")
                .contains("tocsin_engine_alerts{state=\"firing\"} 1200.0\n")
                .contains("tocsin_engine_alerts{state=\"noData\"} 0.0\n");
    }

    @Test
    void aDatabaseThatFailsLeavesTheLastReadingAndItsAge() throws IOException {
        List<Reading> answers = new ArrayList<>(
                List.of(reading(List.of(alert("errors", Map.of(), Map.of(), AlertStatus.ALERTING)), Map.of())));
        PrometheusRegistry registry = registry(answers::removeFirst, PATIENCE);
        scrape(registry);
        nanos.addAndGet(Duration.ofSeconds(42).toNanos());

        String scrape = scrape(registry);

        assertThat(scrape)
                .contains("ALERTS{alertname=\"errors\"")
                .contains("tocsin_engine_reading_failures_total 1.0\n")
                .contains("tocsin_engine_reading_age_seconds 42.0\n");
    }

    @Test
    void aDatabaseThatHangsHoldsNoScrapeAndGathersNoThreads() throws IOException {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicInteger readings = new AtomicInteger();
        Callable<Reading> database = () -> {
            readings.incrementAndGet();
            hangs.await();
            return reading(List.of(), Map.of());
        };
        PrometheusRegistry registry = registry(database, Duration.ofMillis(50));
        scrape(registry);

        String scrape = scrape(registry);

        assertThat(readings).hasValue(1);
        assertThat(scrape).contains("tocsin_engine_reading_age_seconds 0.0").doesNotContain("tocsin_engine_rules{");
        hangs.countDown();
    }

    @Test
    void readsOnceWithinAFewSeconds() throws IOException {
        AtomicInteger readings = new AtomicInteger();
        Callable<Reading> database = () -> {
            readings.incrementAndGet();
            return reading(List.of(), Map.of());
        };
        PrometheusRegistry registry = registry(database, PATIENCE);
        scrape(registry);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        scrape(registry);

        assertThat(readings).hasValue(1);

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        scrape(registry);

        assertThat(readings).hasValue(2);
    }

    private static ActiveAlert alert(
            String rule, Map<String, String> group, Map<String, String> labels, AlertStatus status) {
        return new ActiveAlert(rule, group, labels, status, Severity.CRITICAL, SINCE);
    }

    private static Reading reading(List<ActiveAlert> alerts, Map<AlertStatus, Long> counts) {
        return new Reading(64, Map.of("errors", true, "calm", false), 0, 0, alerts, counts);
    }

    private String scrapeOf(ActiveAlert... alerts) throws IOException {
        return scrape(() -> reading(List.of(alerts), Map.of(AlertStatus.ALERTING, (long) alerts.length)));
    }

    private String scrape(Callable<Reading> database) throws IOException {
        return scrape(registry(database, PATIENCE));
    }

    private PrometheusRegistry registry(Callable<Reading> database, Duration patience) {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(new EngineCollector(new LatestReading(database, nanos::get, patience)));
        return registry;
    }

    private static String scrape(PrometheusRegistry registry) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toString(UTF_8);
    }
}

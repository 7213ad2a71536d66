package dev.tocsin.alert.kibana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.kibana.KibanaForTests.Mood;
import dev.tocsin.alert.rule.KibanaEntry;
import dev.tocsin.query.kibana.KibanaExport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KibanaReaderTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final KibanaForTests kibana = new KibanaForTests();
    private final Map<String, String> kept = new ConcurrentHashMap<>();
    private final AtomicBoolean isDatabaseAway = new AtomicBoolean();
    private KibanaReader reader = open(_ -> true);

    private Instant now() {
        if (isDatabaseAway.get()) {
            throw new IllegalStateException("no connection");
        }
        return NOON;
    }

    private KibanaReader open(Predicate<String> isUsed) {
        KibanaSettings settings = KibanaSettings.fromEnvironment(
                        Map.of("KIBANA_URL", kibana.url(), "KIBANA_API_KEY", KibanaForTests.KEY))
                .orElseThrow();
        KibanaCopies copies = new KibanaCopies() {
            @Override
            public Optional<String> load(String place) {
                return Optional.ofNullable(kept.get(place));
            }

            @Override
            public void save(String place, String copy) {
                kept.put(place, copy);
            }
        };
        return new KibanaReader(
                new KibanaClient(settings, Duration.ofSeconds(5), 1 << 20),
                copies,
                this::now,
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                isUsed);
    }

    @AfterEach
    void close() {
        reader.close();
        kibana.close();
    }

    private List<String> ids() {
        return reader.current().entries().stream().map(KibanaEntry::key).toList();
    }

    @Test
    void asksNobodyUntilItIsWanted() {
        reader.start();
        assertThat(reader.current().trouble()).isEqualTo("Kibana at " + kibana.url() + " has not been read yet");
        assertThat(kibana.asked()).isZero();

        kibana.has("top-level");
        reader.wanted();

        await().untilAsserted(() -> assertThat(ids()).containsExactly("search:s-a", "search:s-lucene"));
        assertThat(reader.current().trouble()).isNull();
    }

    @Test
    void anErrorInReadingIsToldAndKibanaIsAskedAgain() {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        reader.close();
        reader = open(_ -> {
            if (isBroken.get()) {
                throw new NoClassDefFoundError("for want of a class");
            }
            return true;
        });
        kibana.has("top-level");
        reader.start();
        reader.wanted();
        await().until(() -> !ids().isEmpty());

        kibana.has("saved-queries");
        await().untilAsserted(() -> assertThat(reader.current().trouble()).contains("its answer was not understood"));

        isBroken.set(false);
        await().until(() -> reader.current().trouble() == null);
    }

    @Test
    void aDatabaseThatIsAwayIsNoFaultOfKibana() {
        kibana.has("saved-queries");
        reader.start();
        reader.wanted();
        await().until(() -> !ids().isEmpty());

        isDatabaseAway.set(true);

        await().untilAsserted(
                        () -> assertThat(reader.current().trouble())
                                .isEqualTo(
                                        "Kibana at " + kibana.url()
                                                + " was not asked: the database does not say what time it is; rules go on with what it said at 2026-11-25T12:00:00Z"));
        assertThat(ids()).containsExactly("query:q-1", "query:q-2");

        isDatabaseAway.set(false);
        await().until(() -> reader.current().trouble() == null);
    }

    /** Sixty looks at an absent Kibana are two hours of it. */
    @Test
    void asksAgainHoweverLongKibanaIsAway() {
        kibana.has("top-level");
        kibana.is(Mood.STARTING);
        reader.start();
        reader.wanted();
        await().until(() -> kibana.asked() > 75);

        kibana.is(Mood.WELL);

        await().until(() -> reader.current().trouble() == null);
    }

    @Test
    void seesWhatIsChangedInKibana() {
        kibana.has("saved-queries");
        reader.start();
        reader.wanted();
        await().until(() -> !ids().isEmpty());

        kibana.replace("ERROR or FATAL", "FATAL");

        await().untilAsserted(() -> assertThat(
                        reader.current().entries().getFirst().object().tabs().toString())
                .contains("log.level: (FATAL)"));
    }

    @Test
    void goesOnWithTheLastWhileKibanaIsAwayAndSaysSo() {
        kibana.has("saved-queries");
        reader.start();
        reader.wanted();
        await().until(() -> !ids().isEmpty());

        kibana.is(Mood.STARTING);

        await().untilAsserted(
                        () -> assertThat(reader.current().trouble())
                                .isEqualTo(
                                        "Kibana at " + kibana.url()
                                                + " does not answer: it is not ready (503); rules go on with what it said at 2026-11-25T12:00:00Z"));
        assertThat(ids()).containsExactly("query:q-1", "query:q-2");

        kibana.is(Mood.WELL);
        await().untilAsserted(() -> assertThat(reader.current().trouble()).isNull());
    }

    @Test
    void startsWithTheCopyWhenKibanaIsAway() {
        kibana.has("tabs-only", "saved-queries");
        reader.start();
        reader.wanted();
        await().until(() -> kept.size() == 1 && !ids().isEmpty());
        List<KibanaEntry> before = reader.current().entries();
        reader.close();

        kibana.is(Mood.BROKEN);
        reader = open(_ -> true);
        reader.start();

        assertThat(reader.current().entries()).isEqualTo(before);
        reader.wanted();
        await().untilAsserted(
                        () -> assertThat(reader.current().trouble()).contains("rules go on with what it said at"));
        assertThat(reader.current().entries()).isEqualTo(before);
    }

    @Test
    void aCopyThatCannotBeReadIsNone() {
        kept.put(kibana.url(), "{\"readAt\":5}");
        reader.start();

        assertThat(reader.current().entries()).isEmpty();
        assertThat(reader.current().trouble()).contains("has not been read yet");
    }

    @Test
    void keepsWhatWasDeletedAsLongAsARuleRefersToIt() {
        Set<String> used = new HashSet<>(Set.of("search:s-a"));
        KibanaExport whole = export("top-level");
        KibanaExport nothing = KibanaExport.read("{\"exportedCount\":0}");
        KibanaCopy first = KibanaCopy.merge(null, whole, "k", NOON, used::contains);
        KibanaCopy gone = KibanaCopy.merge(first, nothing, "k", NOON.plusSeconds(60), used::contains);
        KibanaCopy later = KibanaCopy.merge(gone, nothing, "k", NOON.plus(Duration.ofDays(8)), used::contains);

        assertThat(first.entries()).allMatch(entry -> entry.goneSince() == null);
        assertThat(gone.entries())
                .hasSize(2)
                .allMatch(entry -> NOON.plusSeconds(60).equals(entry.goneSince()));
        assertThat(later.entries()).extracting(KibanaEntry::key).containsExactly("search:s-a");
        assertThat(later.entries().getFirst().goneSince()).isEqualTo(NOON.plusSeconds(60));
        assertThat(KibanaCopy.fromJson(later.toJson().orElseThrow(), "k")).contains(later);
        assertThat(KibanaCopy.merge(later, whole, "k", NOON, used::contains).entries())
                .as("it is back")
                .allMatch(entry -> entry.goneSince() == null);
    }

    @Test
    void remembersWhatAnObjectWasCalled() {
        KibanaCopy first = KibanaCopy.merge(null, export("ad-hoc-data-view"), "k", NOON, _ -> true);
        KibanaCopy second = KibanaCopy.merge(first, renamed("Other"), "k", NOON, _ -> true);
        KibanaCopy third = KibanaCopy.merge(second, renamed("Third"), "k", NOON, _ -> true);

        assertThat(second.entries().getFirst().formerTitles()).containsExactly("Ad hoc");
        assertThat(third.entries().getFirst().formerTitles()).containsExactly("Other", "Ad hoc");
        assertThat(KibanaCopy.fromJson(third.toJson().orElseThrow(), "k")).contains(third);
        assertThat(KibanaCopy.merge(third, export("ad-hoc-data-view"), "k", NOON, _ -> true)
                        .entries()
                        .getFirst()
                        .formerTitles())
                .containsExactly("Third", "Other");
    }

    private static KibanaExport export(String file) {
        return KibanaExport.read(String.join("\n", KibanaForTests.lines(file)));
    }

    private static KibanaExport renamed(String title) {
        return KibanaExport.read(String.join("\n", KibanaForTests.lines("ad-hoc-data-view"))
                .replace("\"title\":\"Ad hoc\"", "\"title\":\"" + title + "\""));
    }
}

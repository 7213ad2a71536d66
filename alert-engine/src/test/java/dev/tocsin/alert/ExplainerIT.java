package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.api.ApiDocument;
import dev.tocsin.alert.api.NotificationViews;
import dev.tocsin.alert.api.Paged;
import dev.tocsin.alert.history.HistoryBacklog;
import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.history.NotificationRecord;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.StoredSearches;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a window: decided by the engine's own code on a real Elasticsearch, its history not written yet. */
class ExplainerIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static ElasticLink link;

    private final Unwritten history = new Unwritten();
    private final Map<GroupKey, AlertState> alerts = new LinkedHashMap<>();
    private final List<Silence> silences = new ArrayList<>();
    private final Map<String, Acknowledgement> acknowledged = new HashMap<>();
    private final List<Transition> steps = new ArrayList<>();
    private Instant lastEnd = TEN;
    private String index = "";

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
    }

    @BeforeEach
    void fresh() {
        index = "logs-ex" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT) + "-tocsin";
        EngineHouse.createIndex(link, index);
    }

    /** Entries on their way, newest first. */
    private static final class Unwritten implements HistoryBacklog {
        private final List<HistoryEntry> entries = new ArrayList<>();

        @Override
        public List<HistoryEntry> notYetWritten(String kind, String rule, Instant from, Instant to, int most) {
            return entries.reversed().stream()
                    .filter(entry -> entry.kind().equals(kind)
                            && entry.document().getString("rule").equals(rule))
                    .filter(entry -> {
                        Instant end = Instant.parse(
                                entry.document().getJsonObject("window").getString("end"));
                        return !end.isBefore(from) && end.isBefore(to);
                    })
                    .limit(most)
                    .toList();
        }

        @Override
        public List<Row> oldest(int most) {
            return List.of();
        }

        @Override
        public void remove(List<Long> positions) {}

        @Override
        public void refuse(Map<Long, String> reasons) {}

        @Override
        public Depth depth() {
            return new Depth(entries.size(), 0, 0);
        }
    }

    private static final class NobodyTold implements NotificationViews {
        @Override
        public Optional<AlertNotice> lastBreach(String rule) {
            return Optional.empty();
        }

        @Override
        public Paged<Notification> notifications(Told told, Optional<String> after, int most) {
            return new Paged<>(List.of(), null);
        }

        @Override
        public Optional<Notification> notification(String id) {
            return Optional.empty();
        }
    }

    /** The windows up to one that ends so many minutes after ten; what is given up first, if anything. */
    private void decide(Rule rule, int upToMinute, boolean isGivenUp) {
        Instant end = TEN.plus(MINUTE.multipliedBy(upToMinute));
        if (isGivenUp) {
            decide(rule, new DueWindows(new DueWindows.Gap(lastEnd, end), List.of(), true));
        }
        while (lastEnd.isBefore(end)) {
            decide(rule, new DueWindows(null, List.of(new Window(lastEnd, lastEnd.plus(MINUTE))), true));
        }
    }

    private void decide(Rule rule, DueWindows due) {
        Turn turn = new Turn(
                rule,
                new Cursor(rule.name(), rule.version(), lastEnd, 0, null),
                due,
                List.copyOf(alerts.values()),
                List.of());
        Map<Ask, WindowAnswer> answers = new WindowQueries(link, InstantSource.system()).answer(turn.asks());
        Decision decision = Decider.decide(turn, answers, null, true, lastEnd.plusSeconds(120), CycleSettings.STANDARD);
        decision.changed().forEach(state -> alerts.put(state.group(), state));
        decision.forgotten().forEach(alerts::remove);
        history.entries.addAll(decision.history());
        history.entries.addAll(
                new VersionRecords(new WindowQueries(link, InstantSource.system())::search).beside(decision));
        steps.addAll(decision.transitions());
        lastEnd = decision.to();
    }

    private JsonObject explain(Rule rule, int minute) throws IOException {
        HistoryReader reader = new HistoryReader(history, link);
        JsonObject explained = new Explainer(
                        new WindowQueries(link, InstantSource.system()),
                        reader,
                        new NobodyTold(),
                        new PastSuppressions(
                                at -> silences.stream()
                                        .filter(silence -> silence.phaseAt(at) == Silence.Phase.ACTIVE)
                                        .toList(),
                                List::of,
                                () -> new NotificationConfig(
                                        List.of(), List.of("slack"), Routes.to("slack"), List.of(), List.of())),
                        new OlderVersions(reader, new StoredSearches(link)::ask),
                        new Unchanged(
                                reader,
                                () -> new Router(Routes.to("slack"), List.of("slack")),
                                (_, at) -> acknowledged.values().stream()
                                        .filter(one -> !one.at().isAfter(at) && one.isInForce(at))
                                        .collect(Collectors.toMap(Acknowledgement::episode, one -> one))))
                .explain(rule, TEN.plus(MINUTE.multipliedBy(minute)).plusSeconds(7));
        ApiDocument.committed().validate("#/components/schemas/Explanation", explained.toString(), "explained");
        return explained;
    }

    private static List<String> groups(JsonObject explained) {
        return explained.getJsonObject("now").getJsonArray("groups").getValuesAs(JsonObject.class).stream()
                .map(group -> String.join(
                                "",
                                group.getJsonObject("group").keySet().stream()
                                        .map(field ->
                                                group.getJsonObject("group").getString(field) + " ")
                                        .toList())
                        + group.getString("verdict") + " " + group.getString("before") + " " + group.getString("after"))
                .toList();
    }

    private Rule rule(String rest) {
        // Its own name, for the history of others may be there.
        return RulesForTests.over(index, index.substring(5, 15) + "-rule", rest + "window: 1m\nevery: 1m\n");
    }

    private static Event event(int minute, int second, String host) {
        return new Event(TEN.plusSeconds(60L * minute + second), "\"message\":\"m\",\"host.name\":\"" + host + "\"");
    }

    @Test
    void saysThatAWindowWasEvaluatedAgainAndWhatHoldsSince() throws IOException {
        EngineHouse.index(link, index, List.of(event(1, 1, "web-1")));
        Rule rule = rule("condition: {count: hits, threshold: {above: 0}}\n");
        decide(rule, 2, false);
        List<HistoryEntry> first = List.copyOf(history.entries);
        Transition fired = steps.getLast();
        HistoryEntry window = first.stream()
                .filter(entry -> entry.kind().equals("window"))
                .reduce((_, last) -> last)
                .orElseThrow();
        assertThat(explain(rule, 2).getString("why")).startsWith("fired: ").doesNotContain("again");

        history.entries.add(HistoryRecords.superseded(fired, 0, 1));
        history.entries.add(HistoryRecords.again(
                new HistoryEntry("window", window.id() + "again", window.day(), revised(window.document())),
                3,
                List.of(fired)));

        JsonObject explained = explain(rule, 2);
        assertThat(explained.getString("why"))
                .isEqualTo("nothing changed: the condition held, and what fires or waits for it went on; evaluated"
                        + " again, since 3 events had come late");
        assertThat(explained.getJsonArray("transitions")).isEmpty();
        assertThat(explained
                        .getJsonArray("decided")
                        .getJsonObject(0)
                        .getJsonObject("window")
                        .getInt("revision"))
                .isEqualTo(1);
    }

    private static JsonObject revised(JsonObject record) {
        JsonObject window = Json.createObjectBuilder(record.getJsonObject("window"))
                .add("revision", 1)
                .build();
        return Json.createObjectBuilder(record).add("window", window).build();
    }

    @Test
    void showsWhoIsMissedThoughItIsInNoAnswer() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 6; minute++) {
            events.add(event(minute, 1, "web-1"));
            if (minute < 2) {
                events.add(event(minute, 2, "web-2"));
            }
        }
        EngineHouse.index(link, index, events);
        Rule rule = rule("groupBy: [host.name]\ncondition: {absence: events}\n");
        decide(rule, 6, false);

        assertThat(explain(rule, 3).getString("why")).isEqualTo("fired: no event in 1m");
        assertThat(groups(explain(rule, 3))).containsExactly("web-2 breach normal firing", "web-1 calm normal normal");
        JsonObject later = explain(rule, 5);
        assertThat(later.getString("why"))
                .isEqualTo("nothing changed: the condition held for 1 group, and what fires or waits for it went on");
        assertThat(groups(later)).containsExactly("web-2 breach firing firing", "web-1 calm normal normal");
        assertThat(later.getBoolean("same")).isTrue();
    }

    @Test
    void saysWhatWasSilencedWhenItsWindowWasDue() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 6; minute++) {
            events.add(event(minute, 1, "web-1"));
            events.add(event(minute, 2, "web-2"));
        }
        EngineHouse.index(link, index, events);
        Rule rule = rule("groupBy: [host.name]\ncondition: {count: hits, threshold: {critical: {above: 0}}}\n");
        decide(rule, 6, false);
        silences.add(new Silence(
                "a1",
                List.of(Matcher.parse("host.name=web-2"), Matcher.parse("severity=critical")),
                TEN.plusSeconds(60),
                TEN.plusSeconds(240),
                "kim",
                "deploy",
                TEN,
                null));

        assertThat(explain(rule, 2).getJsonArray("suppressed").toString())
                .isEqualTo("[{\"group\":{\"host.name\":\"web-2\"},\"channels\":[\"slack\"],\"cause\":\"silence\","
                        + "\"by\":\"a1\",\"reason\":\"silenced by kim until 2026-11-23 10:04:00 UTC: deploy\","
                        + "\"until\":\"2026-11-23T10:04:00Z\"}]");
        assertThat(explain(rule, 4).getJsonArray("suppressed")).isEmpty();
    }

    /** The same events stand in three minutes, and the rule is edited after the second. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "condition: {count: hits, threshold: {above: 1}}",
                "condition: {count: hits, threshold: {above: 1}}\ngroupBy: [host.name]",
                "condition: {metric: avg, field: http.status, threshold: {above: 1}}",
                "condition: {each: event}"
            })
    void whatAnOlderVersionAskedIsShownAndFindsWhatItFoundThen(String condition) throws IOException {
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 4; minute++) {
            events.add(event(minute, 1, "web-1"));
            events.add(event(minute, 2, "web-2"));
        }
        EngineHouse.index(link, index, events);
        Rule before = rule(condition + "\n");
        decide(before, 2, false);
        Rule after = rule("condition: {count: hits, threshold: {above: 77}}\n");
        decide(after, 4, false);

        JsonObject explained = explain(after, 2);
        assertThat(explained.getJsonArray("versions")).singleElement().satisfies(value -> {
            JsonObject version = value.asJsonObject();
            assertThat(version.getString("version")).isEqualTo(before.version());
            assertThat(version.getString("condition"))
                    .isEqualTo(before.condition().inWords());
            assertThat(version.getJsonObject("query").getString("text"))
                    .isEqualTo(before.query().textForDiscover());
            assertThat(version.getJsonObject("search").getJsonObject("body"))
                    .isEqualTo(explain(before, 2).getJsonObject("search").getJsonObject("body"));
            assertThat(version.getJsonObject("now").getInt("hits")).isEqualTo(2);
            assertThat(version.getBoolean("same")).isTrue();
        });
        assertThat(explain(after, 3).getJsonArray("versions")).isEmpty();

        // An event that comes late.
        EngineHouse.index(link, index, List.of(event(1, 30, "web-1")));
        assertThat(explain(after, 2).getJsonArray("versions").getJsonObject(0).getBoolean("same"))
                .isFalse();
    }

    @Test
    void saysOfAnAlertThatGoesOnWhenPeopleWereToldOfItAndWhenTheyAreAgain() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int minute = 0; minute < 20; minute++) {
            events.add(event(minute, 1, "web-1"));
            events.add(event(minute, 2, "web-2"));
        }
        EngineHouse.index(link, index, events);
        Rule rule = rule("groupBy: [host.name]\ncondition: {count: hits, threshold: {critical: {above: 0}}}\n");
        decide(rule, 20, false);
        told(rule, "web-1", "sent", TEN.plusSeconds(80), null);
        told(
                rule,
                "web-2",
                "sent",
                TEN.plusSeconds(500),
                new NotificationRecord.Suppressed("SILENCE", "a1", "silenced by kim until 10:08", TEN.plusSeconds(80)));
        acknowledged.put(
                "x",
                new Acknowledgement(
                        episode(rule, "web-1"), null, "lee", "on it", TEN.plusSeconds(600), TEN.plusSeconds(900)));

        assertThat(explain(rule, 1).getJsonArray("unchanged")).as("it began").isEmpty();
        assertThat(unchanged(rule, 2))
                .containsExactlyInAnyOrder(
                        "unchanged: told at 2026-11-23 10:01:20 UTC in slack, again at 2026-11-23 14:01:20 UTC unless"
                                + " acknowledged",
                        "unchanged: not told in slack: silenced by kim until 10:08");
        assertThat(unchanged(rule, 12))
                .containsExactlyInAnyOrder(
                        "unchanged: told at 2026-11-23 10:01:20 UTC in slack, acknowledged by lee until 2026-11-23 10:15:00"
                                + " UTC: on it",
                        "unchanged: told at 2026-11-23 10:08:20 UTC in slack, again at 2026-11-23 14:08:20 UTC unless"
                                + " acknowledged");
        assertThat(unchanged(rule, 18)).allMatch(why -> why.endsWith("unless acknowledged"));
        history.entries.removeIf(entry -> entry.kind().equals("notification"));
        assertThat(unchanged(rule, 18)).containsOnly("unchanged: no channel had been told of it by then");
    }

    private List<String> unchanged(Rule rule, int minute) throws IOException {
        return explain(rule, minute).getJsonArray("unchanged").getValuesAs(JsonObject.class).stream()
                .map(one -> one.getString("why"))
                .toList();
    }

    private static String episode(Rule rule, String host) {
        return rule.name() + "|" + new GroupKey(Map.of("host.name", host)).canonical() + "|" + TEN.plus(MINUTE);
    }

    private void told(
            Rule rule, String host, String state, Instant at, NotificationRecord.@Nullable Suppressed suppressed) {
        AlertNotice notice = Notices.fired()
                .rule(rule.name())
                .group("host.name", host)
                .end(TEN.plus(MINUTE))
                .episode(episode(rule, host))
                .build();
        history.entries.add(NotificationRecord.of(
                new NotificationRecord.Fate(host, "slack", state, 1, at, "200 ok", null, null, suppressed), notice));
    }

    @Test
    void saysThatWindowsWereGivenUpHoweverLongAgo() throws IOException {
        EngineHouse.index(link, index, List.of(event(0, 1, "web-1")));
        Rule rule = rule("condition: {count: hits, threshold: {above: 10}}\nnoData: zero\n");
        decide(rule, 1, false);
        decide(rule, 4, true);
        decide(rule, 30, false);

        assertThat(explain(rule, 3).getString("why")).startsWith("not evaluated: no window between");
        assertThat(explain(rule, 3).getJsonArray("decided")).isEmpty();
        assertThat(explain(rule, 5).getString("why")).isEqualTo("nothing changed: the condition did not hold");
    }

    @Test
    void tellsWhatGoesOnUntilItIsCalmEnoughAndWhatTheDataAreByNow() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(event(0, i, "web-1"));
        }
        events.add(event(1, 1, "web-1"));
        events.add(event(1, 2, "web-1"));
        EngineHouse.index(link, index, events);
        Rule rule = rule("recoverAt: 1\ncondition: {count: hits, threshold: {above: 3}}\nnoData: zero\n");
        decide(rule, 2, false);

        JsonObject between = explain(rule, 2);
        assertThat(between.getString("why"))
                .isEqualTo("nothing changed: the condition did not hold, and what fires goes on until 1");
        assertThat(groups(between)).containsExactly("between firing firing");
        assertThat(between.getBoolean("same")).isTrue();

        // An event that comes late.
        EngineHouse.index(link, index, List.of(event(1, 30, "web-1")));
        assertThat(explain(rule, 2).getBoolean("same")).isFalse();
    }

    @Test
    void doesNotSayThatWhatWasBeforeIsTheSame() throws IOException {
        EngineHouse.index(link, index, List.of(event(0, 1, "web-1")));
        Rule rule = rule("condition: {newValue: host.name, learn: 0s}\n");
        decide(rule, 1, false);

        JsonObject explained = explain(rule, 1);

        assertThat(explained.get("same")).isEqualTo(JsonValue.NULL);
        assertThat(explained.getString("why")).isEqualTo("event: 1 event (not seen in 30d before)");
    }
}

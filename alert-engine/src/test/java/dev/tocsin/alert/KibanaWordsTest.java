package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.api.ApiDocument;
import dev.tocsin.alert.evaluate.Evaluation;
import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.history.NotificationRecord;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.FlapHistory;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlNode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The dashboards ask the history for words that the engine writes, and the documents that they are tried with have no
 * field and no word that the engine does not write.
 */
class KibanaWordsTest {
    private static final Path KIBANA = Path.of("..", "kibana");
    private static final Set<String> WORD_FIELDS =
            Set.of("kind", "answer", "transition", "from", "to", "status", "severity", "notification.state");
    private static final Window WINDOW =
            new Window(Instant.parse("2026-11-23T10:00:00Z"), Instant.parse("2026-11-23T10:05:00Z"));

    @Test
    void theDashboardsAskForWordsThatAreWritten() throws IOException {
        // given
        Map<String, Set<String>> written = written();

        // when
        Map<String, Set<String>> asked = new HashMap<>();
        for (String line : Files.readAllLines(KIBANA.resolve("tocsin.ndjson"))) {
            for (String kql : queries(json(line))) {
                words(Kql.parse(kql), asked);
            }
        }

        // then
        assertThat(asked.keySet()).contains("kind", "answer", "transition");
        asked.forEach((field, words) -> {
            if (WORD_FIELDS.contains(field)) {
                assertThat(written.get(field)).as(field).containsAll(words);
            }
        });
    }

    @Test
    void theExamplesAreAsTheEngineWritesThem() throws IOException {
        // given
        Map<String, Set<String>> written = written();

        // when
        Map<String, Set<String>> examples = new HashMap<>();
        for (String line : Files.readAllLines(KIBANA.resolve("src/test/resources/examples/history.ndjson"))) {
            collect("", json(line), examples);
        }

        // then
        assertThat(written.keySet()).containsAll(examples.keySet());
        for (String field : WORD_FIELDS) {
            assertThat(written.get(field)).as(field).containsAll(examples.getOrDefault(field, Set.of()));
        }
    }

    /** The API gives records as they are: {@code docs/openapi.json} has each field of them, and no field that none has. */
    @ParameterizedTest
    @CsvSource({"window, WindowRecord", "transition, TransitionRecord", "notification, NotificationRecord"})
    void theApiDocumentsEveryFieldThatIsWritten(String kind, String schema) {
        Map<String, Set<String>> written = new HashMap<>();
        entries().stream().filter(entry -> entry.kind().equals(kind)).forEach(entry -> {
            collect("", entry.document(), written);
            ApiDocument.committed()
                    .validate("#/components/schemas/" + schema, entry.document().toString(), entry.id());
        });

        Set<String> fields = written.keySet().stream()
                .map(field -> field.replaceFirst("[.].*", ""))
                .collect(Collectors.toSet());
        assertThat(ApiDocument.committed().fieldsOf(schema)).containsExactlyInAnyOrderElementsOf(fields);
    }

    /** Every field of every kind of document that the engine writes, with its values. */
    private static Map<String, Set<String>> written() {
        Map<String, Set<String>> written = new HashMap<>();
        entries().forEach(entry -> collect("", entry.document(), written));
        return written;
    }

    /** Of every kind, with every field that the engine writes. */
    private static List<HistoryEntry> entries() {
        Rule rule = RulesForTests.rule("""
                condition: {count: hits, threshold: {warning: {above: 10}}}
                window: 5m
                every: 5m
                """);
        List<HistoryEntry> entries = new ArrayList<>();
        for (WindowAnswer answer : List.of(
                new WindowAnswer.Counted(3),
                WindowAnswer.Grouped.ofHits(Map.of(GroupKey.ALL, 3L), 3),
                new WindowAnswer.NoData(),
                new WindowAnswer.Undecided("no"))) {
            for (AlertStatus status : AlertStatus.values()) {
                AlertState state = new AlertState(
                        GroupKey.ALL, rule.version(), status, null, null, null, null, null, null, FlapHistory.NONE);
                Evaluation evaluation =
                        new Evaluation(List.of(new GroupVerdict(GroupKey.ALL, new Verdict.Calm(0), true)), 0);
                entries.add(HistoryRecords.ofWindow(rule, WINDOW, 0, answer, evaluation, List.of(state), 1));
            }
        }
        entries.add(HistoryRecords.ofUndecided(rule, WINDOW, "no"));
        entries.add(HistoryRecords.ofGap(rule, WINDOW, new DueWindows.Gap(WINDOW.start(), WINDOW.end()), "no"));
        for (TransitionKind kind : TransitionKind.values()) {
            for (AlertStatus status : AlertStatus.values()) {
                for (Severity severity : Severity.values()) {
                    Transition step = new Transition(
                            rule.name(),
                            rule.version(),
                            GroupKey.ALL,
                            WINDOW,
                            kind,
                            status,
                            status,
                            "episode",
                            WINDOW.end(),
                            severity,
                            3.0,
                            2.0,
                            "reason",
                            new Flap(4, 20, true));
                    entries.add(HistoryRecords.ofTransition(step, 0));
                    entries.add(HistoryRecords.superseded(step, 0, 1));
                    entries.add(HistoryRecords.again(entries.getFirst(), 3, List.of(step)));
                }
            }
        }
        // The words of the outbox's two ends; PostgresOutbox writes them.
        for (String state : List.of("sent", "dead")) {
            entries.add(NotificationRecord.of(
                    new NotificationRecord.Fate(
                            "id",
                            "slack",
                            state,
                            1,
                            WINDOW.end(),
                            "ok",
                            "gone",
                            "message",
                            new NotificationRecord.Suppressed("SILENCE", "7", "silenced by kim", WINDOW.end())),
                    Notices.fired().differs("host.name", "node-3").build()));
        }
        return entries;
    }

    private static void collect(String path, JsonValue value, Map<String, Set<String>> fields) {
        if (value instanceof JsonObject object && !path.equals("group_values")) {
            object.forEach((name, inner) -> collect(path.isEmpty() ? name : path + "." + name, inner, fields));
            return;
        }
        Set<String> values = fields.computeIfAbsent(path, _ -> new HashSet<>());
        if (value instanceof JsonString text) {
            values.add(text.getString());
        }
    }

    private static void words(KqlNode node, Map<String, Set<String>> asked) {
        switch (node) {
            case KqlNode.And(List<KqlNode> all) -> all.forEach(inner -> words(inner, asked));
            case KqlNode.Or(List<KqlNode> any) -> any.forEach(inner -> words(inner, asked));
            case KqlNode.Not(KqlNode negated) -> words(negated, asked);
            case KqlNode.Nested(var _, KqlNode inner) -> words(inner, asked);
            case KqlNode.Is(var field, var value) -> {
                if (!value.isLoneStar()) {
                    asked.computeIfAbsent(field.plain(), _ -> new HashSet<>()).add(value.plain());
                }
            }
            case KqlNode.Range _, KqlNode.Anywhere _ -> {}
        }
    }

    /** Every KQL in an object, also inside its texts with JSON in them. */
    private static List<String> queries(JsonValue value) {
        List<String> found = new ArrayList<>();
        switch (value) {
            case JsonObject object -> {
                if (object.get("language") instanceof JsonString language
                        && language.getString().equals("kuery")) {
                    found.add(object.getString("query"));
                }
                object.values().forEach(inner -> found.addAll(queries(inner)));
            }
            case JsonArray array -> array.forEach(inner -> found.addAll(queries(inner)));
            case JsonString text -> {
                if (text.getString().startsWith("{") || text.getString().startsWith("[")) {
                    found.addAll(queries(json(text.getString())));
                }
            }
            default -> {}
        }
        return found;
    }

    private static JsonValue json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }
}

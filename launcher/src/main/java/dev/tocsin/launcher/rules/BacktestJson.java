package dev.tocsin.launcher.rules;

import dev.tocsin.alert.BacktestMessage;
import dev.tocsin.alert.BacktestReport;
import dev.tocsin.alert.BacktestReport.Episode;
import dev.tocsin.alert.BacktestWindow;
import dev.tocsin.alert.BacktestWindow.Sight;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A backtest for a program. */
final class BacktestJson {
    private BacktestJson() {}

    static JsonObject of(BacktestReport report) {
        return Json.createObjectBuilder()
                .add("rule", report.rule().name())
                .add("since", report.since().toString())
                .add("until", report.until().toString())
                .add("evaluated", report.windows().size() - report.count(Sight.UNDECIDED))
                .add("noData", report.count(Sight.NO_DATA))
                .add("undecided", report.count(Sight.UNDECIDED))
                .add("windows", array(report.windows(), BacktestJson::window))
                .add("transitions", array(report.transitions(), BacktestJson::transition))
                .add("messages", array(report.messages(), BacktestJson::message))
                .add("flapping", array(report.flapping(), BacktestJson::flapping))
                .add(
                        "episodes",
                        array(
                                report.episodes(),
                                episode -> episode(episode, report.lastEnd().orElse(report.until()))))
                .build();
    }

    private static <T> JsonArrayBuilder array(List<T> all, Function<T, JsonObjectBuilder> one) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        all.forEach(item -> array.add(one.apply(item)));
        return array;
    }

    private static JsonObjectBuilder window(BacktestWindow window) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("end", window.window().end().toString())
                .add("sight", word(window.sight()));
        add(json, "value", window.value());
        add(json, "reason", window.reason());
        return json;
    }

    private static JsonObjectBuilder transition(Transition transition) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("end", transition.at().toString())
                .add("kind", word(transition.kind()))
                .add("group", group(transition.group()))
                .add("episode", transition.episodeId())
                .add("reason", transition.reason());
        add(json, "severity", word(transition.severity()));
        add(json, "value", transition.value());
        add(json, "threshold", transition.threshold());
        return json;
    }

    private static JsonObjectBuilder message(BacktestMessage message) {
        JsonArrayBuilder channels = Json.createArrayBuilder();
        message.channels().forEach(channels::add);
        try (JsonReader reader = Json.createReader(new StringReader(message.slack()))) {
            return Json.createObjectBuilder()
                    .add("at", message.at().toString())
                    .add("channels", channels)
                    .add("way", message.way())
                    .add("slack", reader.readObject());
        }
    }

    private static JsonObjectBuilder episode(Episode episode, Instant last) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("group", group(episode.group()))
                .add("kind", word(episode.kind()))
                .add("begin", episode.begin().toString())
                .add("seconds", episode.length(last).toSeconds());
        Instant end = episode.end();
        add(json, "end", end == null ? null : end.toString());
        add(json, "severity", word(episode.worst()));
        return json;
    }

    private static JsonObjectBuilder flapping(BacktestReport.Flapping span) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("group", group(span.group()))
                .add("begin", span.begin().toString());
        add(json, "end", span.end() == null ? null : span.end().toString());
        return json;
    }

    private static JsonObjectBuilder group(GroupKey group) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        group.values().forEach(json::add);
        return json;
    }

    private static void add(JsonObjectBuilder json, String key, @Nullable Double number) {
        if (number != null) {
            json.add(key, number);
        }
    }

    private static void add(JsonObjectBuilder json, String key, @Nullable String text) {
        if (text != null) {
            json.add(key, text);
        }
    }

    private static String word(Sight sight) {
        return switch (sight) {
            case DECIDED -> "decided";
            case NO_DATA -> "noData";
            case UNDECIDED -> "undecided";
        };
    }

    private static String word(TransitionKind kind) {
        return kind.name();
    }

    private static @Nullable String word(@Nullable Severity severity) {
        return severity == null ? null : severity.inWords();
    }
}

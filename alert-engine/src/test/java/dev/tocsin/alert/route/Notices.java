package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds notices for tests: a failing checkout unless told otherwise. */
public final class Notices {
    public static final Instant FIRST = Instant.parse("2026-11-23T10:05:00Z");

    private TransitionKind kind = TransitionKind.FIRED;
    private String rule = "checkout-errors";
    private String title = "Checkout is failing";
    private Map<String, String> labels = Map.of("team", "shop");
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private GroupKey group = GroupKey.ALL;
    private @Nullable Severity severity = Severity.CRITICAL;
    private @Nullable Double value = 143.0;
    private Instant end = FIRST;
    private Instant since = FIRST;
    private List<Sample> samples = List.of();
    private long lateBySeconds;
    private long matching;
    private String queryText = "log.level: ERROR";
    private String queryLanguage = "kuery";
    private String episode = "";
    private String reason = "143 hits, above 100";
    private @Nullable Flap flapping;
    private List<Difference> differs = List.of();

    public static Notices fired() {
        return new Notices();
    }

    public static Notices of(TransitionKind kind) {
        Notices notices = new Notices();
        notices.kind = kind;
        return notices;
    }

    public Notices rule(String name) {
        rule = name;
        return this;
    }

    public Notices title(String text) {
        title = text;
        return this;
    }

    public Notices labels(Map<String, String> map) {
        labels = map;
        return this;
    }

    public Notices annotation(String name, String text) {
        annotations.put(name, text);
        return this;
    }

    public Notices group(String... fieldsAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            values.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        group = new GroupKey(values);
        return this;
    }

    public Notices severity(@Nullable Severity level) {
        severity = level;
        return this;
    }

    public Notices value(@Nullable Double number) {
        value = number;
        return this;
    }

    public Notices end(Instant instant) {
        end = instant;
        return this;
    }

    public Notices since(Instant instant) {
        since = instant;
        return this;
    }

    public Notices samples(String... messages) {
        List<Sample> lines = new ArrayList<>();
        for (String message : messages) {
            lines.add(new Sample(end.minusSeconds(1 + lines.size()), "checkout-api", "ERROR", message));
        }
        samples = lines;
        return this;
    }

    public Notices lateBySeconds(long seconds) {
        lateBySeconds = seconds;
        return this;
    }

    public Notices matching(long count) {
        matching = count;
        return this;
    }

    public Notices query(String language, String text) {
        queryLanguage = language;
        queryText = text;
        return this;
    }

    public Notices episode(String id) {
        episode = id;
        return this;
    }

    public Notices reason(String text) {
        reason = text;
        return this;
    }

    public Notices flapping(@Nullable Flap flap) {
        flapping = flap;
        return this;
    }

    /** 92 of a hundred have it, and 40 of a thousand had. */
    public Notices differs(String field, String value) {
        List<Difference> more = new ArrayList<>(differs);
        more.add(new Difference(field, value, 92, 100, 40, 1_000, 24));
        differs = more;
        return this;
    }

    public AlertNotice build() {
        String id = episode.isEmpty() ? rule + "|" + group.canonical() + "|" + since : episode;
        return new AlertNotice(
                kind,
                rule,
                "v1",
                title,
                labels,
                annotations,
                group,
                severity,
                value,
                100.0,
                "hits above 100",
                reason,
                new Window(end.minus(Duration.ofMinutes(5)), end),
                since,
                id,
                queryText,
                queryLanguage,
                "[]",
                "logs-*-tocsin",
                "@timestamp",
                samples,
                matching,
                lateBySeconds,
                flapping,
                differs);
    }
}

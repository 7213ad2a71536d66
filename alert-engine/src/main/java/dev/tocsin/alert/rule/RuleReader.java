package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** One YAML document to one rule, reporting all that is wrong with it on the way. */
final class RuleReader {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final Duration LONGEST_SEEN = Duration.ofDays(366);
    private static final Duration LONGEST_LATE = Duration.ofDays(1);
    private static final Duration LONGEST_DELAY = Duration.ofHours(6);
    /** The refresh of our streams, and a second for the batch before it. */
    private static final Duration UNTIL_FOUND = Duration.ofSeconds(6);

    private static final int MAX_GROUP_FIELDS = 8;
    private static final int MOST_GROUPS = 10_000;
    private static final int LONGEST_NAME = 100;

    private final RuleSource source;
    private final YamlMapping top;
    private final @Nullable YamlMapping defaults;
    private final RuleDefaults fallbacks;
    private final References references;

    private RuleReader(
            RuleSource source,
            YamlMapping top,
            @Nullable YamlMapping defaults,
            RuleDefaults fallbacks,
            References references) {
        this.source = source;
        this.top = top;
        this.defaults = defaults;
        this.fallbacks = fallbacks;
        this.references = references;
    }

    /** Empty if anything is wrong that is more than a warning. */
    static Optional<Rule> read(
            RuleSource source,
            MappingNode document,
            @Nullable YamlMapping defaults,
            RuleDefaults fallbacks,
            References references) {
        int before = source.mark();
        YamlMapping top = new YamlMapping(source, "", document);
        String name = top.get("rule")
                .flatMap(YamlValue::scalar)
                .map(node -> node.getValue())
                .orElse(null);
        source.nowReading(name);
        if (isOfElastAlert(top)) {
            top.get("type")
                    .ifPresent(type -> type.wrong(
                            "this is a rule of ElastAlert 2", "docs/FROM-ELASTALERT.md says how it is written here"));
            return Optional.empty();
        }
        Optional<Rule> rule = new RuleReader(source, top, defaults, fallbacks, references).rule();
        top.reportUnknownKeys();
        return source.hasErrorsSince(before) ? Optional.empty() : rule;
    }

    /** Its keys are none of ours: to list them all would not help who brings such a file. */
    private static boolean isOfElastAlert(YamlMapping top) {
        return top.has("type") && !top.has("condition") && (top.has("index") || top.has("alert") || top.has("filter"));
    }

    private Optional<Rule> rule() {
        Optional<String> name =
                top.require("rule", "checkout-errors").flatMap(value -> name(value, "rule", "checkout-errors"));
        String title = text("title").orElse(name.orElse(""));
        Optional<QueryReader.Asked> written = query();
        Optional<RuleQuery> query = written.map(QueryReader.Asked::query);
        Optional<String> timeField = top.get("timeField").isPresent()
                ? text("timeField")
                : Optional.of(written.map(QueryReader.Asked::timeField).orElse("@timestamp"));
        List<String> asked = groupBy();
        Optional<Condition> condition = condition(query, asked);
        List<String> groupBy = withCompared(asked, condition);
        Optional<Duration> window = either("window")
                .or(() -> top.require("window", "5m"))
                .flatMap(value -> value.durationFrom(SHORTEST, LONGEST));
        Optional<Schedule> schedule = schedule();
        CalendarChoice calendar = new CalendarChoice(top, defaults, references.calendars());
        Optional<Schedule> within = schedule.flatMap(calendar::within);
        Map<String, String> labels = labels();
        Map<String, String> annotations = annotations(groupBy, labels);
        Optional<String> owner = text("owner");
        boolean enabled = top.get("enabled").flatMap(YamlValue::bool).orElse(true);
        Duration delay = delay();
        NoData noData = top.get("noData")
                .flatMap(value -> value.oneOf(NoData.class))
                .orElse(condition.filter(Condition::judgesSilence).isPresent() ? NoData.ZERO : NoData.KEEP);
        OnError onError =
                top.get("onError").flatMap(value -> value.oneOf(OnError.class)).orElse(OnError.KEEP);
        Duration pendingFor = duration("for", Duration.ZERO, LONGEST);
        Duration keepFiringFor = duration("keepFiringFor", Duration.ZERO, LONGEST);
        FlapLimit flapping = FlapReader.read(top);
        int maxGroups = top.get("maxGroups")
                .flatMap(value -> value.integerFrom(1, MOST_GROUPS))
                .orElse(RuleDefaults.MAX_GROUPS);
        Duration seenWithin = duration("seenWithin", RuleDefaults.SEEN_WITHIN, LONGEST_SEEN);
        Duration lateHorizon = duration("lateHorizon", RuleDefaults.LATE_HORIZON, LONGEST_LATE);
        List<String> channels = either("notify").map(YamlValue::texts).orElse(List.of());
        if (name.isEmpty()
                || query.isEmpty()
                || timeField.isEmpty()
                || condition.isEmpty()
                || window.isEmpty()
                || schedule.isEmpty()
                || within.isEmpty()) {
            return Optional.empty();
        }
        checkTogether(condition.get(), window.get(), schedule.get(), pendingFor);
        checkDelay(delay, window.get(), schedule.get(), lateHorizon);
        Optional<String> version = version(query.get(), groupBy, condition.get(), window.get(), timeField.get());
        return version.map(known -> new Rule(
                name.get(),
                source.file(),
                title,
                owner.orElse(null),
                enabled,
                labels,
                annotations,
                query.get(),
                timeField.get(),
                groupBy,
                condition.get(),
                window.get(),
                within.get(),
                delay,
                noData,
                onError,
                pendingFor,
                keepFiringFor,
                flapping,
                maxGroups,
                seenWithin,
                lateHorizon,
                channels,
                known));
    }

    /** Of a rule, a query, a calendar or a list. */
    static boolean isName(String text) {
        return text.matches("[a-z0-9]+(-[a-z0-9]+)*") && text.length() <= LONGEST_NAME;
    }

    /** @param what has the name: a rule or a query */
    static Optional<String> name(YamlValue value, String what, String example) {
        Optional<String> name = value.text();
        if (name.isPresent() && !isName(name.get())) {
            value.wrong(
                    "'" + name.get() + "' is no " + what + " name",
                    "small letters, digits and single dashes: " + example);
            return Optional.empty();
        }
        return name;
    }

    private Optional<QueryReader.Asked> query() {
        Optional<YamlMapping> mapping = top.require("query", "{service: checkout-api, kql: 'log.level: ERROR'}")
                .flatMap(YamlValue::mapping);
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        Optional<QueryReader.Asked> query = new QueryReader(source, mapping.get(), references).read();
        mapping.get().reportUnknownKeys();
        return query;
    }

    private Optional<String> version(
            RuleQuery query, List<String> groupBy, Condition condition, Duration window, String timeField) {
        try {
            return Optional.of(
                    RuleVersion.of(query, query.toElasticsearch(null), groupBy, condition, window, timeField));
        } catch (BadQuery e) {
            // Reported by the query's reader, with its place.
            return Optional.empty();
        }
    }

    private List<String> groupBy() {
        Optional<YamlValue> value = top.get("groupBy");
        List<String> fields = value.map(YamlValue::texts).orElse(List.of());
        if (fields.size() > MAX_GROUP_FIELDS || fields.stream().distinct().count() < fields.size()) {
            value.ifPresent(v -> v.wrong("takes up to " + MAX_GROUP_FIELDS + " different fields", null));
        }
        return fields;
    }

    /** One alert for each value that is new or changed. */
    private List<String> withCompared(List<String> groupBy, Optional<Condition> condition) {
        List<String> all = new ArrayList<>(groupBy);
        condition.ifPresent(known -> all.addAll(known.comparedFields()));
        if (all.size() > MAX_GROUP_FIELDS && groupBy.size() <= MAX_GROUP_FIELDS) {
            top.get("condition")
                    .ifPresent(value -> value.wrong(
                            "with groupBy these are more than " + MAX_GROUP_FIELDS + " fields", "leave some out"));
        }
        return List.copyOf(all);
    }

    private Optional<Condition> condition(Optional<RuleQuery> query, List<String> groupBy) {
        Optional<YamlValue> value = top.require("condition", "{count: hits, threshold: {above: 10}}");
        Optional<YamlValue> recoverAt = top.get("recoverAt");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!value.get().isMapping()) {
            if (value.get().scalar().map(node -> node.getValue().equals("each")).orElse(false)) {
                recoverAt.ifPresent(calm -> calm.wrong(ConditionReader.NOTHING_TO_RECOVER_FROM, "remove it"));
                return Optional.of(new Condition.Each(Severity.WARNING));
            }
            value.get().wrong("expected 'each' or a mapping", "such as {count: hits, threshold: {above: 10}}");
            return Optional.empty();
        }
        ConditionReader.Around around = new ConditionReader.Around(query, groupBy, recoverAt, references);
        return value.get().mapping().flatMap(mapping -> new ConditionReader(source, mapping, around).read());
    }

    private Optional<Schedule> schedule() {
        Optional<YamlValue> every = top.get("every");
        Optional<YamlValue> cron = top.get("cron");
        Optional<YamlValue> zone = top.get("zone");
        if (every.isPresent() == cron.isPresent()) {
            source.error(
                    every.map(YamlValue::node).orElse(top.node()),
                    "every",
                    every.isPresent() ? "both every and cron are set" : "missing",
                    every.isPresent() ? "keep one" : "add for instance every: 1m, or cron: \"*/5 8-18 * * MON-FRI\"");
            return Optional.empty();
        }
        if (every.isPresent()) {
            zone.ifPresent(value -> value.wrong("only cron takes a zone", "remove it: every counts from the epoch"));
            return every.get().durationFrom(SHORTEST, LONGEST).map(Schedule.Every::new);
        }
        ZoneId zoneId = zone.flatMap(RuleReader::zone).orElse(ZoneId.of("UTC"));
        YamlValue written = cron.get();
        return written.text().flatMap(text -> {
            try {
                return Optional.of(new Schedule.Cron(text.strip(), zoneId, CronFields.parse(text)));
            } catch (IllegalArgumentException e) {
                written.wrong(e.getMessage() == null ? "no cron expression" : e.getMessage(), null);
                return Optional.empty();
            }
        });
    }

    static Optional<ZoneId> zone(YamlValue value) {
        return value.text().flatMap(text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (DateTimeException e) {
                value.wrong(
                        "'" + text + "' is no time zone",
                        DidYouMean.nearest(text, ZoneId.getAvailableZoneIds())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("such as Europe/Berlin"));
                return Optional.empty();
            }
        });
    }

    private void checkTogether(Condition condition, Duration window, Schedule schedule, Duration pendingFor) {
        if (schedule instanceof Schedule.Every(Duration interval)) {
            if (interval.compareTo(window) > 0) {
                top.get("every")
                        .ifPresent(value -> value.doubtful(
                                "every is longer than window: events between the windows are never looked at",
                                "set window: " + DurationText.of(interval)));
            }
            if (condition.tellsEvents() && !interval.equals(window)) {
                top.get("window")
                        .ifPresent(value -> value.wrong(
                                "with this condition window has to equal every: what is found is told once",
                                "set window: " + DurationText.of(interval)));
            }
        } else if (condition.tellsEvents()) {
            top.get("cron")
                    .ifPresent(value -> value.wrong(
                            "this condition needs every: between fire times of a cron events would be missed or told twice",
                            "set every: " + DurationText.of(window)));
        }
        if (condition instanceof Condition.Change change) {
            checkApart(change, window);
        }
        if (!pendingFor.isZero() && pendingFor.compareTo(window) < 0) {
            top.get("for")
                    .ifPresent(value -> value.doubtful(
                            "for is shorter than window: one burst stays in the window for " + DurationText.of(window)
                                    + " and passes it alone",
                            "set for: " + DurationText.of(window) + " or longer, or leave it out"));
        }
        if (!pendingFor.isZero() && condition.tellsEvents()) {
            top.get("for")
                    .ifPresent(
                            value -> value.wrong("this condition tells what it finds at once: it cannot wait", null));
        }
    }

    /** A window that is compared with a part of itself changes less than it does. */
    private void checkApart(Condition.Change change, Duration window) {
        Instant end = Instant.EPOCH.plus(window);
        Window now = new Window(Instant.EPOCH, end);
        if (change.comparison().before(now).end().isAfter(now.start())) {
            top.get("window")
                    .ifPresent(value -> value.wrong(
                            "the window is longer than the time to "
                                    + change.comparison().against().inWords(),
                            "shorten it, or compare against window or week"));
        }
    }

    /** Where windows overlap, the next one counts what was not to be found yet; elsewhere nobody ever does. */
    private void checkDelay(Duration delay, Duration window, Schedule schedule, Duration lateHorizon) {
        boolean overlaps = schedule instanceof Schedule.Every(Duration interval) && interval.compareTo(window) < 0;
        if (delay.compareTo(UNTIL_FOUND) < 0 && !overlaps) {
            either("delay")
                    .ifPresent(value -> value.doubtful(
                            "delay is shorter than the time until an event can be found ("
                                    + DurationText.of(UNTIL_FOUND)
                                    + "): the last events of each window are "
                                    + (lateHorizon.isZero() ? "never counted" : "only found as late ones"),
                            "leave it out, or set delay: " + DurationText.of(fallbacks.delay())));
        }
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        if (defaults != null) {
            defaults.get("labels").ifPresent(value -> labels.putAll(value.textMap()));
        }
        top.get("labels").ifPresent(value -> labels.putAll(value.textMap()));
        return labels;
    }

    private Map<String, String> annotations(List<String> groupBy, Map<String, String> labels) {
        Map<String, String> texts = new LinkedHashMap<>();
        top.get("annotations")
                .flatMap(YamlValue::mapping)
                .ifPresent(mapping -> mapping.all()
                        .forEach((key, value) -> value.text().ifPresent(text -> {
                            Optional<String> fault = fallbacks.templates().fault(text);
                            if (fault.isPresent()) {
                                value.wrong(fault.get(), "such as \"{{value}} errors in {{window}}\"");
                                return;
                            }
                            for (String name : fallbacks.templates().unknownVariables(text, groupBy, labels.keySet())) {
                                value.doubtful("{{" + name + "}} will always be empty", null);
                            }
                            texts.put(key, text);
                        })));
        return texts;
    }

    private Duration delay() {
        Optional<YamlValue> value = either("delay");
        boolean auto = value.flatMap(YamlValue::scalar)
                .map(node -> node.getValue().equals("auto"))
                .orElse(true);
        return auto
                ? fallbacks.delay()
                : value.flatMap(v -> v.durationFrom(Duration.ZERO, LONGEST_DELAY))
                        .orElse(fallbacks.delay());
    }

    private Duration duration(String key, Duration otherwise, Duration max) {
        return top.get(key)
                .flatMap(value -> value.durationFrom(Duration.ZERO, max))
                .orElse(otherwise);
    }

    private Optional<String> text(String key) {
        return top.get(key).flatMap(YamlValue::text);
    }

    /** The rule's own value, or that of its folder. */
    private Optional<YamlValue> either(String key) {
        Optional<YamlValue> own = top.get(key);
        return own.isPresent() || defaults == null ? own : defaults.get(key);
    }

    /** Reports keys that a folder cannot give to its rules; wrong values are reported where a rule uses them. */
    static void checkDefaults(RuleSource source, MappingNode document) {
        YamlMapping mapping = new YamlMapping(source, "", document);
        for (String key : List.of("labels", "window", "delay", "notify")) {
            mapping.get(key);
        }
        CalendarChoice.KEYS.forEach(mapping::get);
        mapping.reportUnknownKeys();
    }
}

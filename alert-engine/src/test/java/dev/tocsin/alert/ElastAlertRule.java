package dev.tocsin.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rule of ElastAlert 2 alarms for, as its documentation says: reckoned event by event in memory, so that it shares
 * nothing with the engine. Of the options those that the examples use.
 */
final class ElastAlertRule {
    private static final String ALL = "all";
    private static final Duration POLL = Duration.ofMinutes(1);

    private final Map<String, Object> options;
    private final List<Event> events;
    private final Instant start;
    private final Instant end;
    private final Set<String> alarms = new TreeSet<>();

    /** One that matches the rule's filter. */
    record Event(Instant at, Map<String, Object> fields) {
        @Nullable
        Object get(String field) {
            return fields.get(field);
        }
    }

    private ElastAlertRule(Map<String, Object> options, List<Event> events, Instant start, Instant end) {
        this.options = options;
        this.events = events.stream().sorted(Comparator.comparing(Event::at)).toList();
        this.start = start;
        this.end = end;
    }

    /**
     * @param events all that match the filter, also older ones
     * @param start when the rule begins to look
     * @return the keys that there is an alarm for
     */
    static Set<String> alarms(Map<String, Object> options, List<Event> events, Instant start, Instant end) {
        ElastAlertRule rule = new ElastAlertRule(options, events, start, end);
        rule.run();
        return rule.alarms;
    }

    private void run() {
        switch (text("type")) {
            case "any" -> looked().forEach(_ -> alarms.add(ALL));
            case "blacklist" ->
                looked().stream()
                        .map(event -> event.get(text("compare_key")))
                        .filter(value -> value != null && list("blacklist").contains(value))
                        .forEach(value -> alarms.add(value.toString()));
            case "whitelist" ->
                looked().stream()
                        .map(event -> event.get(text("compare_key")))
                        .filter(value -> value != null && !list("whitelist").contains(value))
                        .forEach(value -> alarms.add(value.toString()));
            case "change" -> byKey(this::change);
            case "frequency" -> byKey(this::frequency);
            case "flatline" -> byKey(this::flatline);
            case "spike" -> byKey((key, ours) -> spike(key, ours, List::size, true));
            case "spike_aggregation" -> byKey((key, ours) -> spike(key, ours, this::aggregated, false));
            case "new_term" -> newTerm();
            case "cardinality" -> byKey(this::cardinality);
            case "metric_aggregation" ->
                byKey((key, ours) -> polled(key, ours, "buffer_time", inWindow -> {
                    Double value = aggregated(inWindow);
                    return value != null && value > number("max_threshold");
                }));
            case "percentage_match" -> byKey((key, ours) -> polled(key, ours, "buffer_time", this::isOverPercentage));
            default -> throw new IllegalArgumentException(text("type"));
        }
    }

    private String text(String option) {
        return Objects.requireNonNull(options.get(option), option).toString();
    }

    private double number(String option) {
        return Double.parseDouble(text(option));
    }

    private Collection<?> list(String option) {
        return (Collection<?>) Objects.requireNonNull(options.get(option), option);
    }

    private Duration duration(String option) {
        Map<?, ?> parts = (Map<?, ?>) Objects.requireNonNull(options.get(option), option);
        return parts.containsKey("days")
                ? Duration.ofDays(((Number) Objects.requireNonNull(parts.get("days"))).longValue())
                : Duration.ofMinutes(((Number) Objects.requireNonNull(parts.get("minutes"))).longValue());
    }

    private List<Event> looked() {
        return events.stream().filter(event -> !event.at().isBefore(start)).toList();
    }

    private void byKey(BiConsumer<String, List<Event>> judge) {
        Object field = options.get("query_key");
        Map<String, List<Event>> byKey = events.stream()
                .filter(event -> field == null || event.get(field.toString()) != null)
                .collect(Collectors.groupingBy(event -> field == null
                        ? ALL
                        : Objects.requireNonNull(event.get(field.toString())).toString()));
        byKey.forEach(judge);
    }

    private void change(String key, List<Event> ours) {
        Object before = null;
        for (Event event : ours) {
            Object now = event.get(text("compare_key"));
            if (now != null && before != null && !now.equals(before)) {
                alarms.add(key + " " + now);
            }
            before = now == null ? before : now;
        }
    }

    /** The window is emptied when it was enough. */
    private void frequency(String key, List<Event> ours) {
        List<Event> window = new ArrayList<>();
        for (Event event : ours) {
            window.add(event);
            window.removeIf(old -> !old.at().isAfter(event.at().minus(duration("timeframe"))));
            if (window.size() >= number("num_events")) {
                alarms.add(key);
                window.clear();
            }
        }
    }

    /** Not before a key has been there for a timeframe. */
    private void flatline(String key, List<Event> ours) {
        Instant first = ours.getFirst().at();
        for (Instant poll = start; !poll.isAfter(end); poll = poll.plus(POLL)) {
            boolean isOld = !poll.isBefore(first.plus(duration("timeframe")));
            if (isOld && in(ours, poll.minus(duration("timeframe")), poll).size() < number("threshold")) {
                alarms.add(key);
            }
        }
    }

    /** Not before there can have been two windows. */
    private void spike(
            String key, List<Event> ours, Function<List<Event>, ? extends @Nullable Number> measure, boolean limits) {
        Duration frame = duration("timeframe");
        for (Event event : ours) {
            Instant now = event.at().plusMillis(1);
            List<Event> current = in(ours, now.minus(frame), now);
            List<Event> reference = in(ours, now.minus(frame.multipliedBy(2)), now.minus(frame));
            Number cur = measure.apply(current);
            Number ref = measure.apply(reference);
            if (cur == null || ref == null || now.isBefore(ours.getFirst().at().plus(frame))) {
                continue;
            }
            boolean isEnough = !limits
                    || (cur.doubleValue() >= number("threshold_cur") && ref.doubleValue() >= number("threshold_ref"));
            if (isEnough && cur.doubleValue() >= ref.doubleValue() * number("spike_height")) {
                alarms.add(key);
            }
        }
    }

    private @Nullable Double aggregated(List<Event> window) {
        List<Double> values = window.stream()
                .map(event -> event.get(text("metric_agg_key")))
                .filter(Objects::nonNull)
                .map(value -> ((Number) value).doubleValue())
                .toList();
        if (values.isEmpty()) {
            return null;
        }
        return switch (text("metric_agg_type")) {
            case "avg" ->
                values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            case "max" -> values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            default -> throw new IllegalArgumentException(text("metric_agg_type"));
        };
    }

    private void newTerm() {
        String field = list("fields").iterator().next().toString();
        Set<Object> seen = new HashSet<>();
        in(events, start.minus(duration("terms_window_size")), start).stream()
                .map(event -> event.get(field))
                .filter(Objects::nonNull)
                .forEach(seen::add);
        for (Event event : looked()) {
            Object value = event.get(field);
            if (value != null && seen.add(value)) {
                alarms.add(value.toString());
            }
        }
    }

    private void cardinality(String key, List<Event> ours) {
        for (Event event : ours) {
            Instant now = event.at().plusMillis(1);
            long different = in(ours, now.minus(duration("timeframe")), now).stream()
                    .map(other -> other.get(text("cardinality_field")))
                    .filter(Objects::nonNull)
                    .distinct()
                    .count();
            if (different > number("max_cardinality")) {
                alarms.add(key);
            }
        }
    }

    private boolean isOverPercentage(List<Event> window) {
        Map<?, ?> filter = (Map<?, ?>) list("match_bucket_filter").iterator().next();
        Map<?, ?> term = (Map<?, ?>) Objects.requireNonNull(filter.get("term"));
        String field = term.keySet().iterator().next().toString();
        long part = window.stream()
                .filter(event -> Objects.equals(event.get(field), term.get(field)))
                .count();
        return window.size() >= number("min_denominator") && 100.0 * part / window.size() > number("max_percentage");
    }

    private void polled(String key, List<Event> ours, String window, Function<List<Event>, Boolean> isAlarm) {
        for (Instant poll = start; !poll.isAfter(end); poll = poll.plus(POLL)) {
            if (isAlarm.apply(in(ours, poll.minus(duration(window)), poll))) {
                alarms.add(key);
            }
        }
    }

    private static List<Event> in(List<Event> events, Instant from, Instant to) {
        return events.stream()
                .filter(event -> !event.at().isBefore(from) && event.at().isBefore(to))
                .toList();
    }
}

package dev.tocsin.alert.lint;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.BadQuery;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.alert.rule.Measure;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.alert.rule.RuleRemarks;
import dev.tocsin.alert.rule.Schedule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.settings.DidYouMean;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds rules against the streams that they ask: are they there, are the fields, and does the last window answer. */
public final class LiveLint {
    private static final String CONDITION = "condition";
    private static final Duration DAY = Duration.ofDays(1);

    private final Streams streams;
    private final KnownServices services;
    private final ElasticLink link;
    private final WindowQueries queries;
    private final Instant now;

    private LiveLint(ElasticLink link, InstantSource clock) {
        this.streams = new Streams(link);
        this.services = new KnownServices(link);
        this.link = link;
        this.queries = new WindowQueries(link, clock);
        this.now = clock.instant();
    }

    /**
     * What the files alone did not say, added to what they did.
     *
     * @throws IOException if nobody answers
     */
    public static Linted look(Linted files, ElasticLink link, InstantSource clock) throws IOException {
        LiveLint lint = new LiveLint(link, clock);
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : files.rules()) {
            RuleRemarks remarks = RuleRemarks.on(files.folder(), rule);
            lint.look(rule, remarks);
            remarks.problems().forEach(problem -> findings.add(Finding.of(problem, files.folder())));
        }
        return files.with(findings);
    }

    private void look(Rule rule, RuleRemarks remarks) throws IOException {
        if (!lookAtStreams(rule, remarks)) {
            return;
        }
        Optional<KnownFields> fields = fieldsOf(rule, remarks);
        if (fields.isPresent()) {
            lookAtQuery(rule.query(), "query", fields.get(), remarks);
            lookAtCondition(rule.condition(), fields.get(), remarks);
            lookAtTimeField(rule, fields.get(), remarks);
            if (lookAtGroups(rule, fields.get(), remarks)) {
                lookAtWindow(rule, remarks);
            }
        }
        lookAtRetention(rule, remarks);
    }

    /** Whether there is anything to ask. */
    private boolean lookAtStreams(Rule rule, RuleRemarks remarks) throws IOException {
        String service = rule.query().service();
        boolean isAny = false;
        for (String pattern : rule.query().streams()) {
            if (streams.exists(pattern)) {
                isAny = true;
            } else if (service == null) {
                remarks.warning(
                        "query",
                        pattern,
                        "no stream matches '" + pattern + "' yet",
                        "GET /_resolve/index/* lists what there is");
            }
        }
        if (service != null) {
            Optional<KnownServices.Absence> absence = services.absenceOf(service);
            absence.ifPresent(known -> remarks.warning("query", service, known.reason(), known.hint()));
            if (!isAny && absence.isEmpty()) {
                remarks.warning("query", service, "there is no stream of the service '" + service + "' yet", null);
            }
        }
        return isAny;
    }

    private Optional<KnownFields> fieldsOf(Rule rule, RuleRemarks remarks) throws IOException {
        ElasticAnswer answer = link.call(
                "GET",
                "/" + rule.query().streamsJoined() + "/_field_caps",
                Map.of("fields", "*", "ignore_unavailable", "true", "allow_no_indices", "true"),
                null);
        if (!answer.isSuccess()) {
            remarks.error(
                    "query",
                    null,
                    "the fields of " + rule.query().streamsJoined() + " cannot be read: status " + answer.status(),
                    answer.status() == 403 ? "the user needs view_index_metadata on these streams" : null);
            return Optional.empty();
        }
        return Optional.of(new KnownFields(answer.json()));
    }

    /** @param key of the rule under which the query stands */
    private static void lookAtQuery(RuleQuery query, String key, KnownFields fields, RuleRemarks remarks) {
        try {
            JsonObject translated =
                    query.toElasticsearch(query.needsFieldTypes() ? fields.view(query.streamsJoined()) : null);
            for (FieldUse use : FieldUses.in(translated)) {
                if (!fields.has(use.name())) {
                    remarks.warning(
                            key,
                            use.name(),
                            "no event in these streams has a field '" + use.name() + "'",
                            nearest(use.name(), fields));
                } else if (fields.isText(use.name())) {
                    lookAtText(use, key, fields, remarks);
                }
            }
        } catch (BadQuery e) {
            remarks.error(key, null, String.valueOf(e.getMessage()), e.hint());
        }
    }

    private static void lookAtCondition(Condition condition, KnownFields fields, RuleRemarks remarks) {
        switch (condition) {
            case Condition.Ratio(RuleQuery part, var _, var _) -> lookAtQuery(part, CONDITION, fields, remarks);
            case Condition.Metric(Measure measure, var _) -> lookAtMeasured(measure, fields, remarks);
            case Condition.Change(Measure measure, var _, var _, var _, var _) -> {
                if (measure != null) {
                    lookAtMeasured(measure, fields, remarks);
                }
            }
            case Condition.Count _,
                    Condition.Absence _,
                    Condition.NewValue _,
                    Condition.ValueChange _,
                    Condition.Each _ -> {}
        }
    }

    private static void lookAtMeasured(Measure measure, KnownFields fields, RuleRemarks remarks) {
        String field = measure.field();
        boolean fits = measure.takesAnyField() ? fields.canBeGrouped(field) : fields.isNumber(field);
        if (!fields.has(field)) {
            remarks.warning(
                    CONDITION,
                    field,
                    "no event in these streams has a field '" + field + "': there is nothing to measure",
                    nearest(field, fields));
        } else if (!fits) {
            remarks.error(
                    CONDITION,
                    field,
                    "'" + field + "' is " + String.join(" and ", fields.typesOf(field)) + ": "
                            + (measure.takesAnyField()
                                    ? "its values cannot be counted"
                                    : measure.name() + " needs a number"),
                    fields.wholeValueOf(field)
                            .filter(_ -> measure.takesAnyField())
                            .map(name -> "its whole value is in " + name)
                            .orElse(null));
        }
    }

    private static void lookAtText(FieldUse use, String key, KnownFields fields, RuleRemarks remarks) {
        Optional<String> whole = fields.wholeValueOf(use.name());
        String doubt = switch (use.how()) {
            case TERM -> "is text: an exact value finds single words in small letters only";
            case RANGE -> "is text: greater and less compare its words";
            case WILDCARD -> "is text: a wildcard finds single words of it";
            case MATCH -> whole.isPresent() ? "is text: words of it are compared, not the whole value" : null;
            case EXISTS -> null;
        };
        if (doubt != null) {
            remarks.warning(
                    key,
                    use.name(),
                    "'" + use.name() + "' " + doubt,
                    whole.map(name -> "its whole value is in " + name).orElse(null));
        }
    }

    private static void lookAtTimeField(Rule rule, KnownFields fields, RuleRemarks remarks) {
        boolean isDate = !fields.typesOf(rule.timeField()).isEmpty()
                && fields.typesOf(rule.timeField()).stream().allMatch(type -> type.startsWith("date"));
        if (!isDate) {
            remarks.error(
                    "timeField",
                    rule.timeField(),
                    "the time field '" + rule.timeField() + "' is "
                            + (fields.has(rule.timeField())
                                    ? String.join(" and ", fields.typesOf(rule.timeField())) + ", not a date"
                                    : "not there"),
                    nearest(rule.timeField(), fields));
        }
    }

    /** Whether the groups can be asked for. */
    private static boolean lookAtGroups(Rule rule, KnownFields fields, RuleRemarks remarks) {
        boolean isRight = true;
        for (String field : rule.groupBy()) {
            if (!fields.has(field)) {
                remarks.warning(
                        "groupBy",
                        field,
                        "no event in these streams has a field '" + field + "': all would be in the group (none)",
                        nearest(field, fields));
            } else if (!fields.canBeGrouped(field)) {
                isRight = false;
                remarks.error(
                        "groupBy",
                        field,
                        "'" + field + "' is " + String.join(" and ", fields.typesOf(field))
                                + ": events cannot be grouped by it",
                        fields.wholeValueOf(field)
                                .map(name -> "group by " + name)
                                .orElse("group by a keyword, a number, a date or a boolean"));
            }
        }
        return isRight;
    }

    private static @Nullable String nearest(String field, KnownFields fields) {
        return DidYouMean.nearest(field, fields.names())
                .map(near -> "did you mean '" + near + "'?")
                .orElse(null);
    }

    /** Asks as the engine would: the last window that is due, and with groups who was there in a day. */
    private void lookAtWindow(Rule rule, RuleRemarks remarks) {
        Optional<Window> last = lastWindow(rule);
        if (last.isEmpty()) {
            return;
        }
        Ask ask = new Ask(rule, last.get(), true);
        WindowAnswer answer = queries.answer(List.of(ask)).get(ask);
        if (answer instanceof WindowAnswer.Undecided(String reason)) {
            remarks.error("query", null, "the last window cannot be evaluated: " + reason, null);
            return;
        }
        if (answer instanceof WindowAnswer.Grouped(var hits, var _) && hits.size() > rule.maxGroups()) {
            tooMany(rule, hits.size(), "in the last window alone", remarks);
        } else if (!rule.groupBy().isEmpty()) {
            SeenGroups seen = queries.seenGroups(rule, new Window(now.minus(DAY), now), new RoundMemory());
            if (seen instanceof SeenGroups.Seen(var newest) && newest.size() > rule.maxGroups()) {
                tooMany(rule, newest.size(), "within 24 hours", remarks);
            }
        }
    }

    private static void tooMany(Rule rule, int groups, String when, RuleRemarks remarks) {
        remarks.warning(
                "groupBy",
                null,
                groups + " groups " + when + ", and maxGroups is " + rule.maxGroups(),
                "only the " + rule.maxGroups() + " nearest to trouble are judged in a window: group by something with"
                        + " fewer values, or raise maxGroups");
    }

    private Optional<Window> lastWindow(Rule rule) {
        Instant due = now.minus(rule.delay());
        Instant end = null;
        Optional<Instant> next = FireTimes.after(rule.schedule(), due.minus(DAY.multipliedBy(8)));
        // Every interval has its last end near; a cron expression may have fired last a week ago, or longer.
        if (rule.schedule() instanceof Schedule.Every(Duration interval)) {
            next = FireTimes.after(rule.schedule(), due.minus(interval));
        }
        while (next.isPresent() && !next.get().isAfter(due)) {
            end = next.get();
            next = FireTimes.after(rule.schedule(), end);
        }
        return end == null ? Optional.empty() : Optional.of(new Window(end.minus(rule.window()), end));
    }

    private void lookAtRetention(Rule rule, RuleRemarks remarks) throws IOException {
        Optional<Duration> shortest = streams.retentionOf(rule.query().streamsJoined());
        if (shortest.isPresent() && rule.window().compareTo(shortest.get()) > 0) {
            remarks.warning(
                    "window",
                    null,
                    "the window is longer than events are kept: " + DurationText.of(shortest.get()),
                    "shorten the window, or keep events longer");
        }
    }
}

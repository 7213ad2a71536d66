package dev.tocsin.alert.notify.alertmanager;

import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Difference;
import dev.tocsin.alert.route.PrometheusLabels;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stories as alerts. There the labels are the alert: a resolve has to have those of its beginning, and one that became
 * critical is another alert, so that the old one is ended with it. Pure.
 */
final class AlertWriter {
    private static final int LONGEST_TEXT = 2_000;
    private static final int SHORTEST_TEXT = 80;
    /** For all texts of a message; none of its alerts may be left out. */
    private static final int ROOM = 400_000;

    private static final int TEXTS_PER_ALERT = 6;
    private static final int LONGEST_LINK = 4_000;
    /** Longer than a group waits there by any sensible setting, for an event has no end. */
    private static final Duration EVENT = Duration.ofMinutes(15);

    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

    private final DiscoverLinks links;
    private final Duration lasts;

    /** @param lasts how long an alert stands that nobody ends */
    AlertWriter(DiscoverLinks links, Duration lasts) {
        this.links = links;
        this.lasts = lasts;
    }

    /** What {@code POST /api/v2/alerts} takes. */
    JsonArray write(Message message) {
        JsonArrayBuilder alerts = JSON.createArrayBuilder();
        int room = ROOM / (message.stories().size() * TEXTS_PER_ALERT);
        int longest = Math.clamp(room, SHORTEST_TEXT, LONGEST_TEXT);
        message.stories().forEach(story -> write(story, longest, alerts));
        return alerts.build();
    }

    private void write(Story story, int longest, JsonArrayBuilder alerts) {
        AlertNotice notice = story.notice();
        Instant end = notice.window().end();
        if (Router.isEnd(notice.kind())) {
            ended(story).forEach(labels -> alerts.add(alert(story, longest, labels, end)));
            return;
        }
        if (notice.kind() == TransitionKind.ESCALATED) {
            alerts.add(alert(story, longest, labels(notice, Severity.WARNING, notice.kind()), end));
        }
        // From when it is told: what is late would be over as it comes.
        Instant ends = end.plus(story.late()).plus(story.isEvent() ? EVENT : lasts);
        alerts.add(alert(story, longest, labels(notice, notice.severity(), notice.kind()), ends));
    }

    /**
     * Those of its beginning, and of what may stand beside them: whether the escalation that would have ended the warning
     * ever arrived is not known, and the end of an alert that is not there shows nobody anything.
     */
    private static List<Map<String, String>> ended(Story story) {
        AlertNotice breach = story.breach();
        if (breach == null) {
            return ofAllSeverities(story.notice(), TransitionKind.FIRED);
        }
        boolean mayHaveTwin = breach.severity() == Severity.CRITICAL
                && (breach.kind() == TransitionKind.FIRED || breach.kind() == TransitionKind.ESCALATED);
        return mayHaveTwin
                ? ofAllSeverities(breach, breach.kind())
                : List.of(labels(breach, breach.severity(), breach.kind()));
    }

    private static List<Map<String, String>> ofAllSeverities(AlertNotice notice, TransitionKind kind) {
        return Arrays.stream(Severity.values())
                .map(severity -> labels(notice, severity, kind))
                .toList();
    }

    private static Map<String, String> labels(AlertNotice notice, @Nullable Severity severity, TransitionKind kind) {
        String reason = switch (kind) {
            case NO_DATA -> AlertStatus.NO_DATA.inWords();
            case ERROR -> AlertStatus.ERROR.inWords();
            case EVENT -> "event";
            default -> null;
        };
        return PrometheusLabels.of(
                notice.rule(), severity, reason, notice.labels(), notice.group().values());
    }

    private JsonObjectBuilder alert(Story story, int longest, Map<String, String> labels, Instant ends) {
        AlertNotice notice = story.notice();
        JsonObjectBuilder alert = JSON.createObjectBuilder()
                .add("labels", object(labels, value -> value))
                .add("annotations", object(annotationsOf(story), text -> HarmlessText.lines(text, longest)))
                .add("startsAt", notice.since().toString())
                .add("endsAt", ends.toString());
        linkFor(notice).ifPresent(link -> alert.add("generatorURL", link));
        return alert;
    }

    private static Map<String, String> annotationsOf(Story story) {
        AlertNotice notice = story.notice();
        Map<String, String> texts = new TreeMap<>();
        texts.put("title", notice.title());
        texts.put("condition", notice.condition());
        texts.put("value", Wording.number(notice.value()));
        texts.put("reason", notice.reason());
        if (!notice.samples().isEmpty()) {
            texts.put("samples", notice.samples().stream().map(Sample::message).collect(Collectors.joining("\n")));
        }
        if (!notice.differs().isEmpty()) {
            texts.put(
                    "differs",
                    notice.differs().stream().map(Difference::inWords).collect(Collectors.joining("\n")));
        }
        if (story.late().compareTo(Duration.ofMinutes(1)) >= 0) {
            texts.put("late", Wording.duration(Duration.ofMinutes(story.late().toMinutes())));
        }
        // Last: what a person wrote counts more than what we say by ourselves.
        texts.putAll(notice.annotations());
        if (Router.isEnd(notice.kind())) {
            texts.remove("summary");
        }
        return texts;
    }

    private static JsonObjectBuilder object(Map<String, String> texts, UnaryOperator<String> shown) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        texts.forEach((name, text) -> {
            String value = shown.apply(text);
            if (!value.isEmpty()) {
                object.add(name.replaceAll("[^a-zA-Z0-9_]", "_").replaceFirst("^(?=\\d)", "_"), value);
            }
        });
        return object;
    }

    private Optional<String> linkFor(AlertNotice notice) {
        return links.linkFor(notice).filter(link -> link.length() <= LONGEST_LINK);
    }
}

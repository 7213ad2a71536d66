package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Headline;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Difference;
import dev.tocsin.alert.route.Digest;
import dev.tocsin.alert.route.Sample;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message as data: the default body, documented in docs/CHANNELS.md. Pure, and of nothing that is another at the next try:
 * one key stands for one content. Names are only ever added; what has no value is null. Labels and group values are as they are, but cut; sentences are made harmless.
 */
final class StoryJson {
    private static final int LINE = 500;
    private static final int TEXT = 4_000;
    private static final int VALUE = 1_000;
    private static final int NAME = 200;
    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

    private final DiscoverLinks links;

    StoryJson(DiscoverLinks links) {
        this.links = links;
    }

    /** @param most how many stories have room; the others are only counted */
    JsonObject of(Message message, int most) {
        List<Story> all = message.stories();
        JsonArrayBuilder stories = JSON.createArrayBuilder();
        all.stream().limit(most).map(this::of).forEach(stories::add);
        return JSON.createObjectBuilder()
                .add("schema", 1)
                .add("key", message.key())
                .add("tale", word(message.tale()))
                .add("status", statusOf(message))
                .add("text", HarmlessText.line(Headline.of(message), LINE))
                .add("stories", stories)
                .add("stories_left_out", Math.max(0, all.size() - most))
                .build();
    }

    JsonObject of(Story story) {
        AlertNotice notice = story.notice();
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("rule", notice.rule())
                .add("title", HarmlessText.line(notice.title(), LINE))
                .add("group", mapped(notice.group().values()))
                .add("tale", word(story.tale()))
                .add("status", statusOf(story));
        addText(json, "severity", severityOf(notice));
        addNumber(json, "value", notice.value());
        addNumber(json, "threshold", notice.threshold());
        json.add("condition", HarmlessText.line(notice.condition(), LINE))
                .add("reason", HarmlessText.lines(notice.reason(), TEXT))
                .add("matching", notice.matching())
                .add(
                        "window",
                        JSON.createObjectBuilder()
                                .add("start", notice.window().start().toString())
                                .add("end", notice.window().end().toString()))
                .add("since", notice.since().toString())
                .add("late_seconds", notice.lateBySeconds())
                .add("episode", episodeOf(notice))
                .add("labels", mapped(notice.labels()))
                .add("annotations", cleaned(notice.annotations()))
                .add("links", linksOf(story))
                .add("samples", samplesOf(notice))
                .add("differs", differsIn(notice));
        AlertNotice breach = story.breach();
        if (breach == null) {
            json.addNull("breach");
        } else {
            JsonObjectBuilder before = JSON.createObjectBuilder();
            addText(before, "severity", severityOf(breach));
            addNumber(before, "value", breach.value());
            addNumber(before, "threshold", breach.threshold());
            json.add("breach", before.add("condition", HarmlessText.line(breach.condition(), LINE)));
        }
        return json.build();
    }

    /** The same for all that is told of an episode, also where it is too long to be shown whole. */
    static String episodeOf(AlertNotice notice) {
        String id = notice.episodeId();
        return id.length() <= VALUE ? id : HarmlessText.cut(id, VALUE) + " " + Digest.of(List.of(id));
    }

    /** Whether any of it goes on. */
    static String statusOf(Message message) {
        return statusOf(message.stories().stream()
                .filter(story -> !story.isEvent())
                .findFirst()
                .orElseGet(message::first));
    }

    /** Whether it goes on. */
    static String statusOf(Story story) {
        if (story.isEvent()) {
            return "event";
        }
        return switch (story.tale()) {
            case FIRED, ESCALATED, STILL, RECOVERING, RELAPSED, EASED, EXPIRED, NO_DATA, ERROR -> "firing";
            case RESOLVED, OVER, UNWATCHED -> "resolved";
            case EVENT -> "event";
        };
    }

    static String word(Tale tale) {
        return tale.name().toLowerCase(Locale.ROOT);
    }

    static @Nullable String severityOf(AlertNotice notice) {
        return notice.severity() == null ? null : notice.severity().inWords();
    }

    /** A link that is cut leads elsewhere: none is better. */
    @Nullable
    String kibana(Story story) {
        return links.linkFor(story.notice())
                .filter(link -> link.length() <= TEXT)
                .orElse(null);
    }

    private JsonObjectBuilder linksOf(Story story) {
        JsonObjectBuilder json = JSON.createObjectBuilder();
        addText(json, "kibana", kibana(story));
        addText(json, "runbook", story.runbook().orElse(null));
        return json;
    }

    private static JsonArrayBuilder samplesOf(AlertNotice notice) {
        JsonArrayBuilder samples = JSON.createArrayBuilder();
        for (Sample sample : notice.samples()) {
            JsonObjectBuilder json =
                    JSON.createObjectBuilder().add("at", sample.at().toString());
            addText(json, "service", sample.service());
            addText(json, "level", sample.level());
            samples.add(json.add("message", HarmlessText.lines(sample.message(), LINE)));
        }
        return samples;
    }

    private static JsonArrayBuilder differsIn(AlertNotice notice) {
        JsonArrayBuilder all = JSON.createArrayBuilder();
        for (Difference differs : notice.differs()) {
            all.add(JSON.createObjectBuilder()
                    .add("field", HarmlessText.cut(differs.field(), NAME))
                    .add("value", HarmlessText.cut(differs.value(), VALUE))
                    .add("events", differs.with())
                    .add("of", differs.of())
                    .add("usual_events", differs.usualWith())
                    .add("usual_of", differs.usualOf())
                    .add("usual_hours", differs.usualHours())
                    .add("text", HarmlessText.line(differs.inWords(), LINE)));
        }
        return all;
    }

    private static JsonObjectBuilder mapped(Map<String, String> texts) {
        JsonObjectBuilder json = JSON.createObjectBuilder();
        texts.forEach((name, value) -> json.add(HarmlessText.cut(name, NAME), HarmlessText.cut(value, VALUE)));
        return json;
    }

    private static JsonObjectBuilder cleaned(Map<String, String> texts) {
        JsonObjectBuilder json = JSON.createObjectBuilder();
        new TreeMap<>(texts)
                .forEach((name, text) -> json.add(HarmlessText.cut(name, NAME), HarmlessText.lines(text, TEXT)));
        return json;
    }

    private static void addText(JsonObjectBuilder json, String name, @Nullable String text) {
        if (text == null) {
            json.addNull(name);
        } else {
            json.add(name, HarmlessText.cut(text, TEXT));
        }
    }

    private static void addNumber(JsonObjectBuilder json, String name, @Nullable Double number) {
        if (number == null || !Double.isFinite(number)) {
            json.addNull(name);
        } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            json.add(name, number.longValue());
        } else {
            json.add(name, number);
        }
    }
}

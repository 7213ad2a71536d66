package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Headline;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Difference;
import dev.tocsin.alert.route.TextTemplate.Variables;
import dev.tocsin.alert.route.Wording;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person's template may ask of a message: of the message, of its first story, and in {@code {{#stories}}} of each.
 * What it gives is harmless and escaped already, so that no way of writing a variable brings it in raw.
 */
final class MessageVariables {
    private static final String GROUP = "group.";
    private static final String LABELS = "labels.";
    private static final String ANNOTATIONS = "annotations.";
    private static final String JSON = "json.";
    private static final Set<String> PLAIN = Set.of(
            "key",
            "tale",
            "status",
            "text",
            "count",
            "stories",
            "rule",
            "title",
            "severity",
            "value",
            "threshold",
            "condition",
            "reason",
            "window",
            "since",
            "episode",
            "summary",
            "differs",
            "kibana",
            "runbook",
            "repeat",
            "json");
    /** Of the library: where a section stands in its list, and the value itself. */
    private static final Set<String> OF_SECTIONS = Set.of("-first", "-last", "-index", ".", "this");

    private static final Set<String> JSON_FIELDS = Set.of(
            "key",
            "tale",
            "status",
            "text",
            "stories",
            "rule",
            "title",
            "group",
            "severity",
            "value",
            "threshold",
            "condition",
            "reason",
            "matching",
            "window",
            "since",
            "late_seconds",
            "episode",
            "labels",
            "annotations",
            "links",
            "samples",
            "differs",
            "breach");
    private static final int TEXT = 4_000;

    private final Message message;
    private final StoryJson data;
    private final int most;
    private final Escape escape;
    private final JsonObject whole;

    private MessageVariables(Message message, StoryJson data, int most, Escape escape) {
        this.message = message;
        this.data = data;
        this.most = most;
        this.escape = escape;
        this.whole = data.of(message, most);
    }

    /**
     * @param most how many stories have room
     * @param escape for where the values shall stand
     */
    static Variables of(Message message, StoryJson data, int most, Escape escape) {
        MessageVariables variables = new MessageVariables(message, data, most, escape);
        return variables.about(message.first(), variables.whole);
    }

    /** Variables that no message has, such as misspelt ones. */
    static List<String> unknownAmong(Collection<String> names) {
        return names.stream().filter(name -> !isKnown(name)).toList();
    }

    private static boolean isKnown(String name) {
        if (name.startsWith(JSON)) {
            return JSON_FIELDS.contains(name.substring(JSON.length()));
        }
        for (String prefix : List.of(GROUP, LABELS, ANNOTATIONS)) {
            if (name.startsWith(prefix)) {
                return name.length() > prefix.length();
            }
        }
        return PLAIN.contains(name) || OF_SECTIONS.contains(name);
    }

    /** All names there are; those of groups, labels and annotations by an example. */
    static Collection<String> known() {
        Set<String> names = new TreeSet<>(PLAIN);
        names.addAll(List.of("group.FIELD", "labels.NAME", "annotations.NAME", "json.FIELD"));
        return names;
    }

    private Variables about(Story story, JsonObject json) {
        return name -> {
            if (name.equals("stories")) {
                return message.stories().stream()
                        .limit(most)
                        .map(one -> about(one, data.of(one)))
                        .toList();
            }
            if (name.equals("json")) {
                return escape.json(JsonText.of(json));
            }
            if (name.startsWith(JSON)) {
                return jsonOf(name.substring(JSON.length()), story, json);
            }
            if (!isKnown(name) || OF_SECTIONS.contains(name)) {
                return null;
            }
            // Empty and not null: the library would look for the value of another story.
            String text = Objects.requireNonNullElse(textOf(name, story), "");
            return escape.text(HarmlessText.lines(text, TEXT));
        };
    }

    private String jsonOf(String field, Story story, JsonObject json) {
        JsonValue value = Optional.ofNullable(json.get(field))
                .or(() -> Optional.ofNullable(data.of(story).get(field)))
                .or(() -> Optional.ofNullable(whole.get(field)))
                .orElse(JsonValue.NULL);
        return escape.json(JsonText.of(value));
    }

    private @Nullable String textOf(String name, Story story) {
        AlertNotice notice = story.notice();
        if (name.startsWith(GROUP)) {
            return notice.group().values().get(name.substring(GROUP.length()));
        }
        if (name.startsWith(LABELS)) {
            return notice.labels().get(name.substring(LABELS.length()));
        }
        if (name.startsWith(ANNOTATIONS)) {
            return notice.annotations().get(name.substring(ANNOTATIONS.length()));
        }
        return switch (name) {
            case "key" -> message.key();
            case "text" -> Headline.of(message);
            case "count" -> Integer.toString(message.stories().size());
            case "tale" -> StoryJson.word(story.tale());
            case "status" -> StoryJson.statusOf(story);
            case "repeat" -> message.mayBeRepeat() ? "perhaps" : null;
            case "rule" -> notice.rule();
            case "title" -> notice.title();
            case "severity" -> StoryJson.severityOf(notice);
            case "value" -> notice.value() == null ? null : Wording.number(notice.value());
            case "threshold" -> notice.threshold() == null ? null : Wording.number(notice.threshold());
            case "condition" -> notice.condition();
            case "reason" -> notice.reason();
            case "window" -> Wording.duration(notice.window().length());
            case "since" -> Wording.time(notice.since());
            case "episode" -> StoryJson.episodeOf(notice);
            case "summary" -> story.summary().orElse(null);
            case "differs" -> notice.differs().stream().map(Difference::inWords).collect(Collectors.joining("\n"));
            case "kibana" -> data.kibana(story);
            case "runbook" -> story.runbook().orElse(null);
            default -> null;
        };
    }
}

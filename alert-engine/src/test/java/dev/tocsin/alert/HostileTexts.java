package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.SummaryTemplate;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What an event may hold: {@code src/test/resources/hostile}, and what is too long for a file. */
public final class HostileTexts {
    private static final Instant SINCE = Instant.parse("2026-11-24T10:00:00Z");

    private HostileTexts() {}

    /** By name. */
    public static Map<String, String> all() {
        Properties read = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/test/resources/hostile/cases.properties"))) {
            read.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        read.stringPropertyNames().stream().sorted().forEach(name -> texts.put(name, read.getProperty(name)));
        texts.put("very-long", "x".repeat(200_000));
        texts.put("very-long-to-escape", "<!channel>&\"".repeat(10_000));
        texts.put("very-many-lines", "\n".repeat(20_000));
        texts.put("very-long-pairs", "\ud83d\ude00".repeat(20_000));
        texts.put("many-escapes", "\u001b[31m".repeat(10_000));
        assertThat(texts).hasSizeGreaterThan(60);
        return texts;
    }

    /** One story and several, of each kind that shows texts. */
    public static List<Message> messages(String text) {
        List<Message> messages = new ArrayList<>();
        for (Tale tale : Tale.values()) {
            TransitionKind kind = tale == Tale.ERROR
                    ? TransitionKind.ERROR
                    : tale == Tale.NO_DATA ? TransitionKind.NO_DATA : TransitionKind.FIRED;
            Story story = new Story(tale, notice(text, kind), null, Duration.ZERO, List.of("id"));
            messages.add(new Message(tale, List.of(story), false));
            messages.add(new Message(tale, List.of(story, story, story), true));
        }
        return messages;
    }

    /** It stands wherever a text can stand. */
    public static AlertNotice notice(String text, TransitionKind kind) {
        AlertNotice plain = Notices.of(kind).group("user", text).build();
        String summary = SummaryTemplate.compile("{{value}} errors of {{group.user}} {{labels.team}}")
                .fill(new SummaryTemplate.Values(
                        "errors",
                        "EXPANDED",
                        Map.of("team", text),
                        plain.group(),
                        Severity.CRITICAL,
                        143.0,
                        100.0,
                        "condition",
                        plain.window(),
                        SINCE));
        assertThat(summary).contains(text.length() > 1_000 ? text.substring(0, 500) : text);
        return Notices.of(kind)
                .group("user", text, "field " + text, "x")
                .title("Title " + text)
                .labels(Map.of("team", text))
                .annotation("summary", summary)
                .annotation("runbook", text)
                .samples(text, "second " + text)
                .reason(text)
                .differs("field " + text, text)
                .build();
    }
}

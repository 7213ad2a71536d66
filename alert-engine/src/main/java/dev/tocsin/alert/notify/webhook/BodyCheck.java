package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills in a template for JSON with messages of all kinds before there is one, so that the first alarm does not find it broken. */
final class BodyCheck {
    private static final Instant END = Instant.EPOCH;
    /** What would break out of a text that is not escaped. */
    private static final String ODD = "\" \\ \n {{title}} ,\"x\":";

    private BodyCheck() {}

    /** Why what it makes is no JSON. */
    static Optional<String> faultOf(Body body) {
        for (Tale tale : Tale.values()) {
            Story full =
                    new Story(tale, notice(143.0, Severity.CRITICAL), notice(200.0, null), Duration.ZERO, List.of("a"));
            Story bare = new Story(tale, notice(null, null), null, Duration.ZERO, List.of("b"));
            for (List<Story> stories : List.of(List.of(full), List.of(bare), List.of(full, bare, full))) {
                Optional<String> fault = faultIn(body, new Message(tale, stories, false))
                        .or(() -> faultIn(body, new Message(tale, stories, true)));
                if (fault.isPresent()) {
                    return Optional.of("makes no JSON of a message '" + StoryJson.word(tale) + "' with "
                            + (stories.size() == 1 ? "one story" : stories.size() + " stories") + ": " + fault.get());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> faultIn(Body body, Message message) {
        String json = new String(body.of(message), StandardCharsets.UTF_8);
        try (JsonParser parser = Json.createParser(new StringReader(json))) {
            // A reader would stop behind the first value.
            while (parser.hasNext()) {
                parser.next();
            }
            return Optional.empty();
        } catch (JsonParsingException e) {
            // The library's own words would show the text, in which secrets may stand.
            return Optional.of("line " + e.getLocation().getLineNumber() + ", column "
                    + e.getLocation().getColumnNumber());
        } catch (JsonException | NoSuchElementException e) {
            return Optional.of("it ends too early");
        }
    }

    private static AlertNotice notice(@Nullable Double value, @Nullable Severity severity) {
        return new AlertNotice(
                TransitionKind.FIRED,
                "rule",
                "1",
                ODD,
                Map.of("team", ODD),
                Map.of("summary", ODD, "runbook", "https://wiki.example.com/"),
                new GroupKey(Map.of("service.name", ODD)),
                severity,
                value,
                value,
                ODD,
                ODD,
                new Window(END.minusSeconds(300), END),
                END,
                ODD,
                "",
                "kuery",
                "[]",
                "logs-*",
                "@timestamp",
                value == null ? List.of() : List.of(new Sample(END, null, null, ODD)),
                0,
                0,
                null,
                List.of());
    }
}

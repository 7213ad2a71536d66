package dev.tocsin.ingest.receive.events;

import dev.tocsin.ingest.receive.RequestHead;
import dev.tocsin.ingest.receive.RequestRefused;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a sender of events wants to hear: {@code ack=journal}, or {@code ack=indexed} and for how long it would wait. */
final class Acknowledgement {
    static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);
    static final Duration MOST_PATIENCE = Duration.ofMinutes(5);

    static final List<String> PARAMETERS = List.of("ack", "timeout");

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m)");

    private Acknowledgement() {}

    /** How long the answer may wait for Elasticsearch; null if it is not to. Throws {@link RequestRefused}. */
    static @Nullable Duration patience(RequestHead head) {
        String ack = head.parameter("ack");
        String timeout = head.parameter("timeout");
        if (ack == null || ack.equals("journal")) {
            if (timeout != null) {
                throw new RequestRefused(
                        400,
                        "the query parameter timeout says how long ack=indexed may wait, and that is not asked for",
                        "add ack=indexed, or leave timeout out; nothing was kept");
            }
            return null;
        }
        if (!ack.equals("indexed")) {
            throw new RequestRefused(
                    400,
                    "the query parameter ack has a value that is not known",
                    "ack=journal answers when the events are on disk here, ack=indexed when they are in Elasticsearch;"
                            + " nothing was kept");
        }
        return timeout == null ? USUAL_PATIENCE : time(timeout);
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration duration = switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
            if (duration.compareTo(MOST_PATIENCE) <= 0) {
                return duration;
            }
        }
        throw new RequestRefused(
                400,
                "the query parameter timeout is not a time up to " + MOST_PATIENCE.toMinutes() + " minutes",
                "write it as 500ms, 30s or 2m; nothing was kept");
    }
}

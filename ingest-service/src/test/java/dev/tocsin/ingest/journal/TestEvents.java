package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Events that carry a number, to be known again. */
final class TestEvents {
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

    private TestEvents() {}

    static LogEvent event(int number) {
        return event(number, 0);
    }

    static LogEvent event(int number, int padding) {
        return new LogEvent(null, "logs-shop-tocsin", document(number, padding));
    }

    static LogEvent eventWithId(int number, String id) {
        return new LogEvent(new EventId(id), "logs-shop-tocsin", document(number, 0));
    }

    private static byte[] document(int number, int padding) {
        return "{\"number\":%d,\"message\":\"%s\",\"event\":{\"kind\":\"event\"}}"
                .formatted(number, "x".repeat(padding))
                .getBytes(StandardCharsets.UTF_8);
    }

    static int numberOf(JournaledEvent event) {
        Matcher matcher = NUMBER.matcher(new String(event.document(), StandardCharsets.UTF_8));
        if (!matcher.find()) {
            throw new IllegalArgumentException("not one of ours");
        }
        return Integer.parseInt(matcher.group(1));
    }
}

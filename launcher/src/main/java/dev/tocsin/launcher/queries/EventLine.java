package dev.tocsin.launcher.queries;

import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One event for a person: time, with the day if that is not today, level, service, message; below it the first line of its
 * stack trace. One that names no service has its dataset there, in parentheses.
 */
final class EventLine {
    static final JsonArray FIELDS = Json.createArrayBuilder(List.of(
                    "message",
                    "service.name",
                    "event.dataset",
                    "log.level",
                    "error.type",
                    "error.message",
                    "error.stack_trace"))
            .build();

    private static final int LONGEST_SERVICE = 40;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private final Terminal terminal;
    private final ZoneId zone;
    private final InstantSource clock;
    private final int longest;

    EventLine(Terminal terminal, ZoneId zone, InstantSource clock, int longest) {
        this.terminal = terminal;
        this.zone = zone;
        this.clock = clock;
        this.longest = longest;
    }

    List<String> of(JsonObject hit, String time) {
        String level = PlainText.firstLine(Question.first(hit, "log.level"), 7);
        String service = PlainText.firstLine(sender(hit), LONGEST_SERVICE);
        String message = PlainText.firstLine(Question.first(hit, "message"), longest);
        List<String> lines = new ArrayList<>();
        lines.add(terminal.styled(Style.DIM, clock(time)) + " " + coloured(level)
                + (service.isEmpty() ? "" : " " + terminal.styled(Style.STRONG, service)) + "  " + message);
        String trace = Question.first(hit, "error.stack_trace");
        if (trace.isBlank()) {
            String type = Question.first(hit, "error.type");
            String told = Question.first(hit, "error.message");
            trace = type.isEmpty() || told.isEmpty() ? type + told : type + ": " + told;
        }
        if (!trace.isBlank()) {
            lines.add("             " + terminal.styled(Style.DIM, PlainText.firstLine(trace.stripLeading(), longest)));
        }
        return lines;
    }

    private static String sender(JsonObject hit) {
        String service = Question.first(hit, "service.name");
        String dataset = Question.first(hit, "event.dataset");
        return service.isEmpty() && !dataset.isEmpty() ? "(" + dataset + ")" : service;
    }

    private String clock(String time) {
        try {
            ZonedDateTime at = Instant.parse(time).atZone(zone);
            boolean isToday = at.toLocalDate().equals(LocalDate.ofInstant(clock.instant(), zone));
            return (isToday ? TIME : DAY_AND_TIME).format(at);
        } catch (DateTimeException e) {
            return PlainText.firstLine(time, TIME.toString().length());
        }
    }

    private String coloured(String level) {
        String padded = String.format(Locale.ROOT, "%-5s", level);
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "ERROR", "FATAL", "CRITICAL" -> terminal.styled(Style.BAD, padded);
            case "WARN", "WARNING" -> terminal.styled(Style.DOUBTFUL, padded);
            case "INFO" -> terminal.styled(Style.GOOD, padded);
            default -> terminal.styled(Style.DIM, padded);
        };
    }
}

package dev.tocsin.launcher.queries;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a query finds, on one screen. */
final class QueryReport {
    private static final int TOP = 5;
    private static final int SAMPLES = 3;
    private static final int LONGEST_VALUE = 60;

    private final Desk desk;
    private final Question question;
    private final ZoneId zone;

    QueryReport(Desk desk, Question question, ZoneId zone) {
        this.desk = desk;
        this.question = question;
        this.zone = zone;
    }

    /** @return how many there are */
    long print(String timeField, Duration span, List<String> moreFields) {
        Terminal terminal = desk.terminal();
        Instant now = desk.clock().instant();
        Duration step = Histogram.stepFor(span, desk.terminal().width() - Histogram.margin());
        long stepMillis = step.toMillis();
        Instant from = now.minus(span);
        long first = Math.floorDiv(from.toEpochMilli(), stepMillis);
        int bars = (int) (Math.floorDiv(now.toEpochMilli(), stepMillis) - first + 1);
        List<String> fields = new ArrayList<>(List.of("service.name", "log.level"));
        fields.addAll(moreFields);
        JsonObject answer = question.search(body(timeField, from, now, step, fields));
        JsonObject hits = answer.getJsonObject("hits");
        long total = hits.getJsonObject("total").getJsonNumber("value").longValue();
        terminal.line(terminal.styled(Style.STRONG, String.format(Locale.ROOT, "%,d", total))
                + (total == 1 ? " event" : " events") + " since "
                + from.atZone(zone).toLocalDateTime().withNano(0) + " (" + zone + ")");
        JsonObject found = answer.getJsonObject("aggregations");
        if (total == 0 || found == null) {
            return total;
        }
        long[] counts = new long[bars];
        for (JsonValue value : found.getJsonObject("time").getJsonArray("buckets")) {
            JsonObject bucket = value.asJsonObject();
            long bar = Math.floorDiv(bucket.getJsonNumber("key").longValue(), stepMillis) - first;
            if (bar >= 0 && bar < bars) {
                counts[(int) bar] += bucket.getJsonNumber("doc_count").longValue();
            }
        }
        terminal.line("");
        Histogram.lines(counts, Instant.ofEpochMilli(first * stepMillis), step, zone, terminal.isFancy())
                .forEach(terminal::line);
        for (int i = 0; i < fields.size(); i++) {
            top(found.getJsonObject("field" + i), fields.get(i));
        }
        terminal.line("");
        EventLine line =
                new EventLine(terminal, zone, desk.clock(), desk.terminal().width());
        for (JsonValue hit : hits.getJsonArray("hits")) {
            line.of(hit.asJsonObject(), Question.first(hit.asJsonObject(), timeField))
                    .forEach(terminal::line);
        }
        return total;
    }

    private void top(JsonObject terms, String field) {
        Table table = new Table();
        for (JsonValue value : terms.getJsonArray("buckets")) {
            JsonObject bucket = value.asJsonObject();
            String key = bucket.containsKey("key_as_string")
                    ? bucket.getString("key_as_string")
                    : bucket.get("key") instanceof JsonString text
                            ? text.getString()
                            : String.valueOf(bucket.get("key"));
            table.row(
                    PlainText.firstLine(key, LONGEST_VALUE),
                    String.format(
                            Locale.ROOT,
                            "%,d",
                            bucket.getJsonNumber("doc_count").longValue()));
        }
        long others = terms.getJsonNumber("sum_other_doc_count").longValue();
        if (others > 0) {
            table.row("others", String.format(Locale.ROOT, "%,d", others));
        }
        List<String> lines = table.lines();
        if (!lines.isEmpty()) {
            desk.terminal().line("");
            desk.terminal().line(desk.terminal().styled(Style.STRONG, PlainText.firstLine(field, LONGEST_VALUE)));
            lines.forEach(desk.terminal()::line);
        }
    }

    private JsonObject body(String timeField, Instant from, Instant now, Duration step, List<String> fields) {
        JsonObjectBuilder aggregations = Json.createObjectBuilder()
                .add(
                        "time",
                        Json.createObjectBuilder()
                                .add(
                                        "date_histogram",
                                        Json.createObjectBuilder()
                                                .add("field", timeField)
                                                .add("fixed_interval", step.toSeconds() + "s")
                                                .add("min_doc_count", 1)));
        for (int i = 0; i < fields.size(); i++) {
            aggregations.add(
                    "field" + i,
                    Json.createObjectBuilder()
                            .add(
                                    "terms",
                                    Json.createObjectBuilder()
                                            .add("field", fields.get(i))
                                            .add("size", TOP)));
        }
        return Json.createObjectBuilder()
                .add("size", SAMPLES)
                .add("track_total_hits", true)
                .add("timeout", "20s")
                .add("_source", false)
                .add("query", question.filter(question.translated(), timeField, from.toString(), now.toString()))
                .add(
                        "sort",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add(timeField, "desc")))
                .add(
                        "fields",
                        Json.createArrayBuilder(EventLine.FIELDS)
                                .add(Json.createObjectBuilder()
                                        .add("field", timeField)
                                        .add("format", "strict_date_optional_time_nanos")))
                .add("aggs", aggregations)
                .build();
    }
}

package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.PlainText;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A record that somebody has sent, for a terminal: nothing in it that one would obey. */
final class RecordText {
    private static final Pattern PLACE = Pattern.compile("at byte (\\d{1,9})");

    /** Of what stands before the place of an error. */
    private static final int BEFORE = 40;

    private static final String CUT = "...";

    private RecordText() {}

    /** Line by line as it is, but for what is neutralised. */
    static List<String> lines(String record) {
        return record.lines().map(PlainText::of).toList();
    }

    /** The same, with each member of it in a line of its own if it is JSON. */
    static List<String> pretty(String record) {
        StringWriter pretty = new StringWriter();
        try (JsonParser parser = Json.createParser(new StringReader(record));
                JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                        .createWriter(pretty)) {
            parser.next();
            JsonValue json = parser.getValue();
            if (parser.hasNext()) {
                return lines(record);
            }
            writer.write(json);
        } catch (RuntimeException e) {
            // For what is nested too deeply the parser has no exception of its own.
            return lines(record);
        }
        return lines(pretty.toString().strip());
    }

    /**
     * The piece of a record around the place that a reason names, and below it a mark; empty if it names none, or one that is
     * not there.
     *
     * @param columns that there are for it
     */
    static List<String> place(String record, String reason, int columns) {
        Matcher place = PLACE.matcher(reason);
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        if (!place.find() || Integer.parseInt(place.group(1)) > bytes.length) {
            return List.of();
        }
        // By characters that can be seen, of which each is one after it was made harmless.
        int at = new String(bytes, 0, Integer.parseInt(place.group(1)), StandardCharsets.UTF_8)
                .codePoints()
                .map(_ -> 1)
                .sum();
        int[] all = record.codePoints().toArray();
        int from = at <= BEFORE ? 0 : at - BEFORE;
        String before = from == 0 ? "" : CUT;
        int to = Math.min(all.length, from + columns - before.length() - CUT.length());
        String piece = new String(all, from, to - from);
        return List.of(
                before + PlainText.of(piece) + (to < all.length ? CUT : ""),
                " ".repeat(before.length() + at - from) + "^ byte " + place.group(1));
    }
}

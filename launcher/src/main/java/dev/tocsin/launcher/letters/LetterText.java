package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** All of one letter, for a person. */
record LetterText(Terminal terminal, Instant now) {
    private static final String INDENT = "    ";

    /** Characters of a record of which only the beginning is kept. */
    private static final int SHOWN_OF_CUT = 1_000;

    void print(JsonObject letter) {
        String ref = letter.getString("ref", "");
        boolean isUnreadable = letter.getString("stage", "").equals("decode");
        terminal.line("  " + terminal.styled(Style.STRONG, PlainText.of(ref)) + ", "
                + PlainText.of(letter.getString("state", "")));
        field("came", LetterAge.withTime(letter.getString("at", ""), now));
        field("stage", isUnreadable ? "decode: it could not be read" : "index: Elasticsearch refused it");
        field("door", letter.getString("door", ""));
        field("from", letter.getString("peer", ""));
        String format = letter.getString("format", "");
        field("format", format.isEmpty() || format.equals("json") ? "" : format + ", also of a mended record");
        field("stream", letter.getString("stream", ""));
        field("id", letter.getString("id", ""));
        field("reason", letter.getString("reason", ""));
        String record = letter.getString("record", "");
        field("record", sizeOf(record, letter));
        if (record.isEmpty()) {
            terminal.line("");
            new LetterAdvice(terminal).print(letter);
            return;
        }
        List<String> place =
                RecordText.place(record, letter.getString("reason", ""), terminal.width() - 1 - INDENT.length());
        printPlace(place);
        // Of what was cut the end is missing anyway, and a screen is soon full.
        boolean isLongAndCut = letter.getBoolean("truncated", false) && record.length() > SHOWN_OF_CUT;
        String shown = isLongAndCut ? record.substring(0, record.offsetByCodePoints(0, shownOf(record))) : record;
        List<String> lines = RecordText.pretty(shown);
        if (place.isEmpty() || !lines.equals(List.of(place.getFirst()))) {
            terminal.line("");
            lines.forEach(line -> terminal.line(INDENT + line));
        }
        if (isLongAndCut) {
            terminal.text(String.format(
                    Locale.ROOT,
                    "  ... and %,d bytes more, which --record or --format json shows.",
                    bytes(record) - bytes(shown)));
        }
        terminal.line("");
        new LetterAdvice(terminal).print(letter);
    }

    private void printPlace(List<String> place) {
        if (!place.isEmpty()) {
            terminal.line("");
            terminal.line(INDENT + place.getFirst());
            terminal.line(INDENT + terminal.styled(Style.BAD, place.getLast()));
        }
    }

    /** Where a record is wrong, if the reason says it. */
    void printPlace(String record, String reason) {
        printPlace(RecordText.place(record, reason, terminal.width() - 1 - INDENT.length()));
    }

    private void field(String name, String value) {
        if (!value.isEmpty()) {
            terminal.text(String.format(Locale.ROOT, "  %-6s  ", name) + PlainText.of(value));
        }
    }

    private static int shownOf(String record) {
        return Math.min(SHOWN_OF_CUT, record.codePointCount(0, record.length()));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String sizeOf(String record, JsonObject letter) {
        int bytes = letter.getInt("bytes", bytes(record));
        String size = String.format(Locale.ROOT, "%,d bytes", bytes);
        if (record.isEmpty() && bytes > 0) {
            return size + ", not shown: its secrets could not be masked; for admins --record writes it";
        }
        if (letter.getBoolean("truncated", false)) {
            return "its first " + size + "; the rest was not kept";
        }
        if (letter.getBoolean("binary", false)) {
            size += ", not all of them text";
        }
        String part = letter.getBoolean("whole", true) || letter.getBoolean("binary", false)
                ? size
                : "its first " + size + "; the file has the rest";
        return letter.getBoolean("masked", false) ? part + "; secrets are masked" : part;
    }
}

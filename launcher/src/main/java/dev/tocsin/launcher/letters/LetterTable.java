package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Table;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * Letters one below the other: the name is never cut, for it is what the next command is given; it begins with the stage.
 * Where a letter is from has at most half of the rest, and its reason is cut where the terminal ends.
 *
 * @param columns of the terminal; very many where there is none
 * @param saysState whether what became of each is to be seen
 */
record LetterTable(int columns, Instant now, boolean saysState) {
    private static final int GAP = 2;
    private static final int SHORTEST_FROM = 8;

    List<String> lines(List<JsonObject> letters) {
        int taken = GAP
                + width(letters.stream().map(LetterTable::ref).toList(), "LETTER")
                + GAP
                + width(letters.stream().map(this::age).toList(), "AGE")
                + (saysState ? GAP + "replayed".length() : 0)
                + GAP;
        int room = Math.max(SHORTEST_FROM, (columns - 1 - taken - GAP) / 2);
        Table table = new Table();
        row(table, "LETTER", "AGE", "STATE", "FROM", "REASON");
        for (JsonObject letter : letters) {
            row(
                    table,
                    ref(letter),
                    age(letter),
                    letter.getString("state", ""),
                    PlainText.firstLine(from(letter), room),
                    letter.getString("reason", ""));
        }
        return table.linesCutAt(columns);
    }

    private void row(Table table, String ref, String age, String state, String from, String reason) {
        if (saysState) {
            table.row(ref, age, state, from, reason);
        } else {
            table.row(ref, age, from, reason);
        }
    }

    private static int width(List<String> cells, String title) {
        return cells.stream().mapToInt(String::length).reduce(title.length(), Math::max);
    }

    private static String ref(JsonObject letter) {
        return letter.getString("ref", "");
    }

    private String age(JsonObject letter) {
        return LetterAge.of(letter.getString("at", ""), now);
    }

    /** Its stream if it is known, else who brought it. */
    private static String from(JsonObject letter) {
        String stream = letter.getString("stream", "");
        return stream.isEmpty() ? (letter.getString("door", "") + " " + letter.getString("peer", "")).strip() : stream;
    }
}

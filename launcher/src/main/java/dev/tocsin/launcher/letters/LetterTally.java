package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of many letters, over several answers; those that stay by their reasons. */
final class LetterTally {
    private static final int MOST_REASONS = 10;

    private final LetterWords words;
    private final Map<String, Reason> reasons = new LinkedHashMap<>();
    private long done;
    private long stay;

    LetterTally(LetterWords words) {
        this.words = words;
    }

    void add(JsonObject answer) {
        done += answer.getInt("done");
        stay += answer.getInt("refused");
        for (JsonObject one : answer.getJsonArray("reasons").getValuesAs(JsonObject.class)) {
            reasons.computeIfAbsent(one.getString("reason"), _ -> new Reason(one.getString("example"))).count +=
                    one.getInt("letters");
        }
    }

    long lookedAt() {
        return done + stay;
    }

    boolean isAllDone() {
        return stay == 0;
    }

    void print(Terminal terminal, boolean isDry) {
        String letters = Counted.of(done, "letter");
        terminal.text(
                isDry
                        ? "  " + letters + " " + words.would() + "."
                        : "  " + words.done() + " " + letters + (done == 0 ? "" : words.then()) + ".");
        if (stay > 0) {
            printThoseThatStay(terminal, isDry);
        }
        if (isDry && done > 0) {
            terminal.text("  Nothing was done; without --dry-run it is." + words.unknown());
        }
    }

    private void printThoseThatStay(Terminal terminal, boolean isDry) {
        terminal.text("  " + Counted.of(stay, "letter") + (isDry ? " would stay:" : stay == 1 ? " stays:" : " stay:"));
        List<Map.Entry<String, Reason>> most = reasons.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Reason> one) -> one.getValue().count)
                        .reversed())
                .toList();
        for (Map.Entry<String, Reason> one : most.subList(0, Math.min(MOST_REASONS, most.size()))) {
            terminal.text(String.format(
                    Locale.ROOT,
                    "  %,5d  %s (%s%s)",
                    one.getValue().count,
                    PlainText.of(one.getKey()),
                    one.getValue().count == 1 ? "" : "such as ",
                    PlainText.of(one.getValue().example)));
        }
        if (most.size() > MOST_REASONS) {
            terminal.text("         and " + Counted.of(most.size() - MOST_REASONS, "reason") + " more");
        }
    }

    private static final class Reason {
        private final String example;
        private long count;

        private Reason(String example) {
            this.example = example;
        }
    }
}

package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Progress;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Has letters replayed or dropped, and says what became of them.
 *
 * @param newId whether those get a new id whose own another document has
 */
record LetterDeed(LetterWords words, boolean newId, LetterShelf shelf, Terminal terminal) {
    /** As the other commands: it was done, and to all. */
    private static final int DONE = 0;

    private static final int NOT_ALL = 1;

    /** @param record what is sent in its place; null for the record as it is */
    int toOne(String ref, @Nullable RecordFile record, boolean isDry) throws IOException {
        shelf.findKept(ref);
        JsonObjectBuilder order = Json.createObjectBuilder().add("dryRun", isDry);
        addNewIdTo(order);
        if (record != null) {
            record.addTo(order);
        }
        JsonObject answer = shelf.have(words.path(), ref, order.build());
        if (answer.getInt("done") == 1) {
            terminal.text(
                    isDry
                            ? "  " + ref + " " + words.would() + ". Nothing was done; without --dry-run it is."
                                    + words.unknown()
                            : "  " + words.done() + " " + ref + words.then().replace("them", "it") + ".");
            return DONE;
        }
        String reason = answer.getJsonArray("refusals").getJsonObject(0).getString("reason", "");
        terminal.problem(ref + (isDry ? " would stay: " : " stays: ") + reason);
        if (record != null) {
            new LetterText(terminal, Instant.EPOCH).printPlace(record.text(), reason);
        } else if (words == LetterWords.REPLAY) {
            terminal.text("  To mend it: ./tocsin dead-letters show " + ref);
        }
        return NOT_ALL;
    }

    int toMany(LetterChoice choice) throws IOException {
        JsonObject page = shelf.meant(choice.filter);
        int found = page.getInt("found");
        if (found == 0) {
            terminal.text("  No dead letter that is kept"
                    + (choice.filter.isEmpty() ? "" : " matches " + PlainText.of(choice.filter.inWords()))
                    + ". Nothing was done.");
            return DONE;
        }
        String letters = (page.getBoolean("uncounted", false) ? "over " : "") + Counted.of(found, "letter");
        if (found > 1 && !choice.dryRun && !choice.yes && !isConfirmed(letters)) {
            terminal.text("  Nothing was done.");
            return NOT_ALL;
        }
        LetterTally tally = new LetterTally(words);
        try {
            callByCall(choice, letters, page.getString("until"), tally);
        } catch (Problem e) {
            // What was done before it is done.
            if (tally.lookedAt() > 0) {
                tally.print(terminal, choice.dryRun);
            }
            throw e;
        }
        tally.print(terminal, choice.dryRun);
        return tally.isAllDone() ? DONE : NOT_ALL;
    }

    /** A call deals with some, and says where the next one goes on; none with what came after somebody was asked. */
    private void callByCall(LetterChoice choice, String letters, String until, LetterTally tally) throws IOException {
        String doing = choice.dryRun ? "looking at " : words == LetterWords.REPLAY ? "replaying " : "dropping ";
        try (Progress progress = terminal.progress(doing + letters)) {
            JsonObjectBuilder many = Json.createObjectBuilder(choice.filter.asJson())
                    .add("dryRun", choice.dryRun)
                    .add("until", until);
            addNewIdTo(many);
            JsonObject order = many.build();
            JsonObject answer = shelf.have(words.path(), order);
            tally.add(answer);
            while (answer.get("rest") instanceof JsonObject rest) {
                progress.now(doing + letters + String.format(Locale.ROOT, ", %,d done", tally.lookedAt()));
                answer = shelf.have(
                        words.path(),
                        Json.createObjectBuilder(order).add("rest", rest).build());
                tally.add(answer);
            }
        }
    }

    private void addNewIdTo(JsonObjectBuilder order) {
        if (newId) {
            order.add("newId", true);
        }
    }

    private boolean isConfirmed(String letters) throws IOException {
        if (!terminal.isMoving()) {
            throw new Problem(letters + " are meant, and nobody is there to be asked: say --yes, or --dry-run to look"
                    + " first");
        }
        return terminal.isConfirmed(words.order() + " " + letters + "?");
    }
}

package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.OutputFormat;
import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists dead letters. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists dead letters, the newest first.",
            "FROM is the data stream that a letter is for, or the door and the address that it came from.",
            ""
        })
final class ListLetters implements Callable<Integer> {
    private final Desk desk;

    @Mixin
    LetterFilter filter = new LetterFilter();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "kept: those that nobody has dealt with (default). Or replayed, dropped, all.")
    LetterState state = LetterState.KEPT;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "So many at most, up to 1000 (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    @Mixin
    IngestOption where = new IngestOption();

    @Spec
    CommandSpec spec = CommandSpec.create();

    ListLetters(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1 || limit > LetterShelf.MOST_LISTED) {
            throw new ParameterException(spec.commandLine(), "--limit is from 1 to " + LetterShelf.MOST_LISTED);
        }
        Terminal terminal = desk.terminal();
        Service ingest = desk.ingest(where.ingest);
        JsonObject page = new LetterShelf(ingest).list(filter, state, limit);
        if (format == OutputFormat.JSON) {
            terminal.json(page.toString());
            return 0;
        }
        List<JsonObject> letters = page.getJsonArray("letters").getValuesAs(JsonObject.class);
        if (letters.isEmpty()) {
            terminal.text(none(ingest));
            return 0;
        }
        // What is piped into a file or a search is to have all of it.
        int columns = terminal.isMoving() ? terminal.width() : Integer.MAX_VALUE;
        new LetterTable(columns, desk.clock().instant(), state != LetterState.KEPT)
                .lines(letters)
                .forEach(terminal::line);
        terminal.line("");
        boolean isUncounted = page.getBoolean("uncounted", false);
        int found = page.getInt("found", letters.size());
        if (found > letters.size()) {
            terminal.text("  These are the newest " + Counted.of(letters.size(), "letter") + " of "
                    + (isUncounted ? "over " : "") + String.format(Locale.ROOT, "%,d", found) + ". "
                    + (limit < LetterShelf.MOST_LISTED ? "More of them: --limit 1000. " : "")
                    + "Narrow them by --stage, --stream, --door, --text.");
        }
        terminal.text("  All of one, and what can be done with it:");
        terminal.line("    ./tocsin dead-letters show "
                + PlainText.of(letters.getFirst().getString("ref")));
        return 0;
    }

    private String none(Service ingest) {
        String which = state == LetterState.KEPT || state == LetterState.ALL
                ? "No dead letter"
                : "No " + state.name().toLowerCase(Locale.ROOT) + " letter";
        return which + (filter.isEmpty() ? "" : " matches " + PlainText.of(filter.inWords()))
                + " in the ingest service at " + ingest
                + "."
                + (state == LetterState.KEPT ? " --state all also shows those that were replayed or dropped." : "");
    }
}

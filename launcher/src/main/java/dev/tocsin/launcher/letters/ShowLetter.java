package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.rules.OutputFormat;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one dead letter. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a dead letter with its record and the place of the error, and what can be done with it.",
            ""
        })
final class ShowLetter implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "REF", description = "Its name, as list shows it: decode-2026-11-23.000:17.")
    String ref = "";

    @Option(
            names = "--record",
            description = "Only the record, as it is kept, with its secrets: to be written to a file, and mended there."
                    + " For admins.")
    boolean record;

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    @Mixin
    IngestOption where = new IngestOption();

    ShowLetter(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = desk.terminal();
        JsonObject letter = new LetterShelf(desk.ingest(where.ingest)).find(ref, record);
        if (record) {
            String text = letter.getString("record", "");
            if (terminal.isMoving()) {
                // What somebody else has sent is nothing for a terminal to obey.
                RecordText.lines(text).forEach(terminal::line);
            } else if (letter.get("recordBase64") instanceof JsonString bytes) {
                terminal.bytes(Base64.getDecoder().decode(bytes.getString()));
            } else {
                terminal.line(text);
            }
        } else if (format == OutputFormat.JSON) {
            terminal.json(letter.toString());
        } else {
            new LetterText(terminal, desk.clock().instant()).print(letter);
        }
        return 0;
    }
}

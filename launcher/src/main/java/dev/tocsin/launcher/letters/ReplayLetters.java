package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends dead letters in once more. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Sends dead letters in once more: one, those that a filter takes, or all.",
            "What had an id and a data stream keeps them; the rest is read as if it came now. Sent in twice, a letter is"
                    + " there once. What is refused again stays, and is told with the reason; so is one whose id another"
                    + " document has, unless it may have a new one. Exit code 0: all were taken; 1: some stay.",
            ""
        })
final class ReplayLetters implements Callable<Integer> {
    private final Desk desk;

    @Mixin
    LetterChoice choice = new LetterChoice();

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = "What is sent in place of the record of REF; - reads it from stdin.")
    @Nullable
    String with;

    @Option(
            names = "--new-id",
            description = "Those whose id another document has go in under a new one; an event.id in the record stays.")
    boolean newId;

    @Mixin
    IngestOption where = new IngestOption();

    @Spec
    CommandSpec spec = CommandSpec.create();

    ReplayLetters(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        choice.check(spec);
        String ref = choice.ref;
        if (with != null && ref == null) {
            throw new ParameterException(spec.commandLine(), "--with is for one letter: give its REF");
        }
        Terminal terminal = desk.terminal();
        RecordFile record = with == null ? null : RecordFile.read(with, terminal.input());
        LetterDeed deed =
                new LetterDeed(LetterWords.REPLAY, newId, new LetterShelf(desk.ingest(where.ingest)), terminal);
        return ref == null ? deed.toMany(choice) : deed.toOne(ref, record, choice.dryRun);
    }
}

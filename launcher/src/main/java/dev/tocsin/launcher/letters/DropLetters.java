package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Desk;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Puts dead letters away. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = {
            "Puts dead letters away that are of no use: one, those that a filter takes, or all.",
            "They are not listed or replayed any more; their file goes after a week. Exit code 0: all were dropped; 1: some"
                    + " stay.",
            ""
        })
final class DropLetters implements Callable<Integer> {
    private final Desk desk;

    @Mixin
    LetterChoice choice = new LetterChoice();

    @Mixin
    IngestOption where = new IngestOption();

    @Spec
    CommandSpec spec = CommandSpec.create();

    DropLetters(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        choice.check(spec);
        String ref = choice.ref;
        LetterDeed deed =
                new LetterDeed(LetterWords.DROP, false, new LetterShelf(desk.ingest(where.ingest)), desk.terminal());
        return ref == null ? deed.toMany(choice) : deed.toOne(ref, null, choice.dryRun);
    }
}

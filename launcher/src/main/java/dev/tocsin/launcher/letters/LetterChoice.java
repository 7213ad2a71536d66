package dev.tocsin.launcher.letters;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which letters something is to be done with: one by its name, some by a filter, or all. */
final class LetterChoice {
    @Parameters(arity = "0..1", paramLabel = "REF", description = "One, as list shows it: decode-2026-11-23.000:17.")
    @Nullable
    String ref;

    @Mixin
    LetterFilter filter = new LetterFilter();

    @Option(names = "--all", description = "All that are kept.")
    boolean all;

    @Option(names = "--dry-run", description = "Only says what would become of them.")
    boolean dryRun;

    @Option(names = "--yes", description = "Does not ask, also where more than one letter is meant.")
    boolean yes;

    /** @throws ParameterException if it is not said, or said twice */
    void check(CommandSpec spec) {
        int ways = (ref == null ? 0 : 1) + (filter.isEmpty() ? 0 : 1) + (all ? 1 : 0);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    ways == 0
                            ? "Which letters? Give a REF, or --stage, --stream, --door, --text, or --all"
                            : "Of a REF, a filter and --all one says which letters are meant, not two");
        }
    }
}

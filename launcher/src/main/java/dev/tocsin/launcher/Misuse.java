package dev.tocsin.launcher;

import dev.tocsin.settings.DidYouMean;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Arguments that cannot be: what is wrong, what was meant, and where to read on; the whole help would push that out of sight. */
final class Misuse {
    private Misuse() {}

    static int explain(ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        boolean isGroup = !command.getSubcommands().isEmpty();
        String reason = String.valueOf(misuse.getMessage());
        Optional<String> meant = Optional.empty();
        if (misuse instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            boolean isOption = first.startsWith("-");
            meant = DidYouMean.nearest(
                    first.replaceFirst("=.*", ""),
                    isOption
                            ? command.getCommandSpec().optionsMap().keySet()
                            : command.getSubcommands().keySet());
            reason = isOption
                    ? "there is no option " + first
                    : isGroup
                            ? "there is no command '" + name + " " + first + "'"
                            : "'" + first + "' is one argument too many";
        }
        err.println(command.getColorScheme()
                .errorText(reason
                        + meant.map(word -> "; did you mean " + word + "?").orElse("")));
        if (isGroup && meant.isEmpty()) {
            command.usage(err);
        } else {
            err.println("./" + name + " --help says more.");
        }
        return CommandLine.ExitCode.USAGE;
    }

    static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is no day: write it as 2027-06-30");
        }
    }

    static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number");
        }
    }
}

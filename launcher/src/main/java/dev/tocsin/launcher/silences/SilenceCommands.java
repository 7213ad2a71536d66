package dev.tocsin.launcher.silences;

import dev.tocsin.launcher.desk.Desk;
import java.util.Optional;

/** Makes the commands of this package, and hands them what they need. */
public final class SilenceCommands {
    private SilenceCommands() {}

    /** Empty if the command is none of ours. */
    public static Optional<Object> make(Class<?> type, Desk desk) {
        return Optional.ofNullable(
                switch (type.getSimpleName()) {
                    case "ListSilences" -> new ListSilences(desk);
                    case "ShowSilence" -> new ShowSilence(desk);
                    case "AddSilence" -> new AddSilence(desk);
                    case "EndSilence" -> new EndSilence(desk);
                    default -> null;
                });
    }
}

package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Desk;
import java.util.Optional;

/** Makes the commands of this package, and hands them what they need. */
public final class LetterCommands {
    private LetterCommands() {}

    /** Empty if the command is none of ours. */
    public static Optional<Object> make(Class<?> type, Desk desk) {
        return Optional.ofNullable(
                switch (type.getSimpleName()) {
                    case "ListLetters" -> new ListLetters(desk);
                    case "ShowLetter" -> new ShowLetter(desk);
                    case "ReplayLetters" -> new ReplayLetters(desk);
                    case "DropLetters" -> new DropLetters(desk);
                    default -> null;
                });
    }
}

package dev.tocsin.launcher.alerts;

import dev.tocsin.launcher.desk.Desk;
import java.util.Optional;

/** Makes the commands of this package, and hands them what they need. */
public final class AlertCommands {
    private AlertCommands() {}

    /** Empty if the command is none of ours. */
    public static Optional<Object> make(Class<?> type, Desk desk) {
        return Optional.ofNullable(
                switch (type.getSimpleName()) {
                    case "ListAlerts" -> new ListAlerts(desk);
                    case "AckAlert" -> new AckAlert(desk);
                    case "UnackAlert" -> new UnackAlert(desk);
                    default -> null;
                });
    }
}

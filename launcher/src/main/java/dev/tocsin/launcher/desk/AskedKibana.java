package dev.tocsin.launcher.desk;

import dev.tocsin.alert.kibana.KibanaAnswer;
import dev.tocsin.alert.kibana.KibanaClient;
import dev.tocsin.alert.kibana.KibanaSettings;
import dev.tocsin.alert.rule.KibanaEntry;
import dev.tocsin.alert.rule.KibanaShelf;
import dev.tocsin.launcher.terminal.Problem;
import java.util.List;
import java.util.Optional;

/** What Kibana has at this moment: one question, for commands. */
public final class AskedKibana {
    private AskedKibana() {}

    /**
     * Waits for the answer.
     *
     * @return empty if no Kibana is named
     */
    public static Optional<KibanaShelf> by(Desk desk) {
        try {
            return KibanaSettings.fromEnvironment(desk.environment()).map(AskedKibana::ask);
        } catch (IllegalArgumentException e) {
            throw new Problem(String.valueOf(e.getMessage()), e);
        }
    }

    private static KibanaShelf ask(KibanaSettings settings) {
        try (KibanaClient client = new KibanaClient(settings)) {
            return switch (client.ask()) {
                case KibanaAnswer.Exported(var export) ->
                    new KibanaShelf(
                            export.objects().stream()
                                    .map(object -> new KibanaEntry(object, settings.place(), true, List.of(), null))
                                    .toList(),
                            settings.place(),
                            null);
                case KibanaAnswer.Refused(String reason, String hint) ->
                    none(settings, "does not give its saved objects: " + reason + (hint == null ? "" : "; " + hint));
                case KibanaAnswer.Away(String reason) -> none(settings, "does not answer: " + reason);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none(settings, "was not waited for");
        }
    }

    private static KibanaShelf none(KibanaSettings settings, String trouble) {
        return new KibanaShelf(List.of(), settings.place(), "Kibana at " + settings.place() + " " + trouble);
    }
}

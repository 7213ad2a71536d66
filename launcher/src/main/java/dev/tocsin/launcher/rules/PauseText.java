package dev.tocsin.launcher.rules;

import dev.tocsin.alert.route.Wording;
import dev.tocsin.launcher.terminal.PlainText;
import jakarta.json.JsonObject;
import java.time.Instant;

/** A pause as the API shows it, in words. */
final class PauseText {
    private PauseText() {}

    static String of(JsonObject pause) {
        String comment = pause.getString("comment", "");
        return "by " + PlainText.of(pause.getString("by")) + " since "
                + Wording.time(Instant.parse(pause.getString("since")))
                + (pause.isNull("until")
                        ? ", until somebody resumes it"
                        : ", until " + Wording.time(Instant.parse(pause.getString("until"))))
                + (comment.isEmpty() ? "" : ": " + PlainText.of(comment));
    }
}

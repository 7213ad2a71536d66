package dev.tocsin.alert.notify.slack;

import java.util.Arrays;
import java.util.Optional;

/** What the buttons of a message do; each carries the id of the life. */
enum SlackButton {
    ACKNOWLEDGE("acknowledge"),
    SILENCE("silence-1h"),
    WHY("why");

    private final String actionId;

    SlackButton(String actionId) {
        this.actionId = actionId;
    }

    String actionId() {
        return actionId;
    }

    /** Empty for what is none of ours, or leads to a page. */
    static Optional<SlackButton> of(String actionId) {
        return Arrays.stream(values())
                .filter(button -> button.actionId.equals(actionId))
                .findFirst();
    }
}

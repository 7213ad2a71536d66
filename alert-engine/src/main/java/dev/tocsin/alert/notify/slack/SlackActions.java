package dev.tocsin.alert.notify.slack;

import java.time.Duration;

/**
 * What the buttons of a message do. Called by a person who may, on a thread that may wait; a press that Slack sends to two
 * engines can come twice, so doing it twice has to change nothing. Each answers what the person reads, in plain text.
 */
public interface SlackActions {
    /**
     * Somebody looks after all alerts of a life that go on.
     *
     * @param user name here, not in Slack
     */
    String acknowledge(String lifeId, String user);

    /** Nobody is told of its alerts for so long. */
    String silence(String lifeId, Duration length, String user);

    /** Why people were told. */
    String why(String lifeId, String user);
}

package dev.tocsin.alert.api;

import dev.tocsin.alert.schedule.Pause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Stops rules for a while. */
public interface RulePauses {
    /**
     * Stops a rule; one that is paused already is paused anew, since when it was.
     *
     * @param length empty until somebody resumes it
     */
    Pause pause(String rule, Optional<Duration> length, String by, String comment);

    /** Lets a rule go on; false if it is not paused. */
    boolean resume(String rule);

    /** Of the rules that are paused now. */
    Map<String, Pause> pauses();
}

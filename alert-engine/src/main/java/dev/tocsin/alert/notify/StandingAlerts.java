package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import java.util.List;

/** What fires and was told: the side of the outbox that tells it again. Each call is a transaction of its own. */
public interface StandingAlerts {
    /**
     * Alerts that fire and of which channels were told, where it may be time to tell them again: nothing about them waits.
     *
     * @param all also those of which only others may have to hear
     */
    List<Standing> standing(boolean all);

    /** Of what a living message tells, what fires still: the newest notice of each alert, oldest first. */
    List<AlertNotice> goingOn(String life);

    /**
     * Adds intents that tell again what was told; one for a channel that has heard of the episode is left out if it was to
     * hear of it for the first time.
     *
     * @return how many were added
     */
    int remind(List<NotificationIntent> intents);
}

package dev.tocsin.alert;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackActions;
import dev.tocsin.alert.notify.slack.SlackBot;
import dev.tocsin.alert.notify.slack.SlackInteractions;
import java.util.List;
import java.util.function.Supplier;

/** Listens to the buttons of the channels that are in force. Thread-safe. */
final class SlackButtons implements Supplier<SlackInteractions>, AutoCloseable {
    private final SlackActions actions;
    private final Terms terms;
    private List<Channel> bots;
    private volatile SlackInteractions listening;
    private boolean isStarted;

    SlackButtons(List<Channel> channels, SlackActions actions, Terms terms) {
        this.actions = actions;
        this.terms = terms;
        this.bots = botsOf(channels);
        this.listening = SlackInteractions.of(bots, actions, terms);
    }

    private static List<Channel> botsOf(List<Channel> channels) {
        return channels.stream().filter(SlackBot.class::isInstance).toList();
    }

    synchronized void start() {
        isStarted = true;
        listening.start();
    }

    /** From now on these are the channels; what was pressed before is still answered. */
    synchronized void follow(List<Channel> channels) {
        List<Channel> now = botsOf(channels);
        if (now.equals(bots)) {
            return;
        }
        SlackInteractions before = listening;
        bots = now;
        listening = SlackInteractions.of(now, actions, terms);
        if (isStarted) {
            listening.start();
        }
        before.close();
    }

    @Override
    public SlackInteractions get() {
        return listening;
    }

    @Override
    public synchronized void close() {
        listening.close();
    }
}

package dev.tocsin.alert.heartbeat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.http.Answer;
import dev.tocsin.alert.notify.http.OutgoingCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a beat comes out: notes that it did, and says so to who watches from outside, once a beat. Only the newest beat
 * is told on: an old one that comes late proves nothing of now.
 */
final class HeartbeatChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatChannel.class);
    private static final int REDIRECT = 300;

    private final BeatSeal seal;
    private final BeatLedger ledger;
    private final Optional<OutgoingCall> outside;
    private volatile String trouble = "";

    /** @param outside is called when a beat came out */
    HeartbeatChannel(BeatSeal seal, BeatLedger ledger, Optional<OutgoingCall> outside) {
        this.seal = seal;
        this.ledger = ledger;
        this.outside = outside;
    }

    @Override
    public String name() {
        return HeartbeatRule.CHANNEL;
    }

    @Override
    public String type() {
        return "heartbeat";
    }

    @Override
    public DeliveryOutcome send(Message message) {
        List<Long> told = new ArrayList<>();
        boolean isNewest = false;
        for (Story story : message.stories()) {
            String word = story.notice().group().values().getOrDefault(HeartbeatRule.FIELD, "");
            Optional<Beat> beat = seal.read(word);
            if (beat.isPresent()) {
                isNewest |= ledger.told(beat.get());
                told.add(beat.get().number());
            }
        }
        if (isNewest) {
            outside.ifPresent(this::call);
        }
        return new DeliveryOutcome.Delivered(told.isEmpty() ? "no beat of ours" : "beat " + told);
    }

    /** Who watches from outside misses the call and says so; a call that is repeated later would say what is not true by then. */
    private void call(OutgoingCall url) {
        String now = switch (url.get()) {
            case Answer.Answered answered when answered.status() < REDIRECT -> "";
            case Answer.Answered answered -> answered.inWords();
            case Answer.NotSent(String reason) -> reason;
            case Answer.NotAllowed(String reason) -> reason;
            case Answer.Lost(String reason) -> reason;
        };
        if (!now.equals(trouble)) {
            trouble = now;
            if (now.isEmpty()) {
                LOG.info("The heartbeat's URL answers again");
            } else {
                LOG.atWarn().addKeyValue("reason", now).log("The heartbeat's URL could not be called");
            }
        }
    }

    /** Why the last call outside did not work; empty if it did. */
    String trouble() {
        return trouble;
    }

    @Override
    public String preview(Message message) {
        return "";
    }

    @Override
    public Optional<String> troubleReaching() {
        return Optional.empty();
    }
}

package dev.tocsin.alert.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A channel that a test can end in the middle, and that remembers what it was given. */
class FaultyChannel implements Channel {
    /** Where the process ends. */
    enum End {
        NOT,
        BEFORE_SENDING,
        AFTER_SENDING
    }

    private final Channel real;
    private final Function<Message, End> faults;
    private final List<Message> sent = new ArrayList<>();

    FaultyChannel(Channel real, Function<Message, End> faults) {
        this.real = real;
        this.faults = faults;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public String type() {
        return real.type();
    }

    @Override
    public DeliveryOutcome send(Message message) {
        End end = faults.apply(message);
        if (end == End.BEFORE_SENDING) {
            throw new Killed();
        }
        DeliveryOutcome outcome = real.send(message);
        sent.add(message);
        if (end == End.AFTER_SENDING) {
            throw new Killed();
        }
        return outcome;
    }

    @Override
    public String preview(Message message) {
        return real.preview(message);
    }

    @Override
    public Optional<String> troubleReaching() {
        return real.troubleReaching();
    }

    /** Every message that left, whatever became of it. */
    List<Message> sent() {
        return sent;
    }
}

package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to a mail server; what it took for delivery is delivered. Thread-safe. */
final class EmailChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(EmailChannel.class);

    private final String name;
    private final EmailRenderer renderer;
    private final SmtpCall call;
    private final AtomicReference<List<RefusedRecipient>> lastRefused = new AtomicReference<>(List.of());

    EmailChannel(String name, EmailRenderer renderer, SmtpCall call) {
        this.name = name;
        this.renderer = renderer;
        this.call = call;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return Emails.TYPE;
    }

    @Override
    public DeliveryOutcome send(Message message) {
        SmtpReply reply = call.send(renderer.render(message));
        if (reply.isTaken()) {
            complain(reply.refused());
        }
        return reply.outcome();
    }

    /** At first sight and on change: nobody else notices that one of several is not told any more. */
    private void complain(List<RefusedRecipient> refused) {
        if (lastRefused.getAndSet(refused).equals(refused)) {
            return;
        }
        for (RefusedRecipient one : refused) {
            LOG.atWarn()
                    .addKeyValue("channel", name)
                    .addKeyValue("recipient", one.address())
                    .addKeyValue("code", one.code())
                    .addKeyValue("reason", one.words())
                    .log("a recipient was refused, the others have the message");
        }
    }

    @Override
    public String preview(Message message) {
        Email email = renderer.render(message);
        return "Subject: " + email.subject() + "\n\n" + email.text();
    }

    @Override
    public Optional<String> standingTrouble() {
        return call.standingTrouble();
    }

    @Override
    public Optional<String> troubleReaching() {
        SmtpReply reply = call.greet();
        return reply.code() == 250 ? Optional.empty() : Optional.of(reply.words());
    }
}

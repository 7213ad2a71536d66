package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.Message;
import java.util.Optional;

/** Hands messages to a mail server; what it took for delivery is delivered. */
final class EmailChannel implements Channel {
    private final String name;
    private final EmailRenderer renderer;
    private final SmtpCall call;

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
        return call.send(renderer.render(message)).outcome();
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

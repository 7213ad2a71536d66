package dev.tocsin.alert.notify.alertmanager;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Hands alerts to an Alertmanager, which tells people by its own routes and timers. Handing the same alert over twice
 * changes nothing there: its labels are its key.
 */
final class Alertmanager implements Channel {
    private static final String JSON = "application/json";
    private static final int OK = 200;

    private final String name;
    private final AlertmanagerOptions options;
    private final AlertWriter writer;
    private final OutgoingCall alerts;
    private final OutgoingCall ready;

    Alertmanager(String name, AlertmanagerOptions options, DiscoverLinks links, OutgoingCall.Terms terms) {
        this.name = name;
        this.options = options;
        this.writer = new AlertWriter(links, options.lasts());
        List<String> secrets = options.headers().values().stream()
                .flatMap(value -> List.of(value.split("\\s+")).stream())
                .toList();
        this.alerts = new OutgoingCall(options.url().below("/api/v2/alerts"), terms, secrets);
        this.ready = new OutgoingCall(options.url().below("/-/ready"), terms, secrets);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return Alertmanagers.TYPE;
    }

    @Override
    public DeliveryOutcome send(Message message) {
        byte[] body = preview(message).getBytes(StandardCharsets.UTF_8);
        return AnswerPolicy.outcomeOf(
                alerts.post(new OutgoingRequest(body, JSON, options.headers())),
                answered -> answered.status() == OK
                        ? new Delivered(answered.inWords())
                        : new Unknown(answered.inWords() + ", but not Alertmanager's 200"));
    }

    @Override
    public String preview(Message message) {
        return writer.write(message).toString();
    }

    @Override
    public Optional<String> standingTrouble() {
        return alerts.standingTrouble();
    }

    @Override
    public Optional<String> troubleReaching() {
        return AnswerPolicy.troubleIn(ready.get());
    }
}

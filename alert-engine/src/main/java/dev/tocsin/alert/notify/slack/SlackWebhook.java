package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.http.Answer;
import dev.tocsin.alert.notify.http.Answer.Answered;
import dev.tocsin.alert.notify.http.Answer.Lost;
import dev.tocsin.alert.notify.http.Answer.NotAllowed;
import dev.tocsin.alert.notify.http.Answer.NotSent;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A Slack channel by incoming webhook: a message is posted once and can be neither edited nor asked about. */
public final class SlackWebhook implements Channel {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    private final String name;
    private final OutgoingCall call;
    private final SlackRenderer renderer;

    SlackWebhook(String name, OutgoingCall call, SlackRenderer renderer) {
        this.name = name;
        this.call = call;
        this.renderer = renderer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return SlackChannels.TYPE;
    }

    @Override
    public DeliveryOutcome send(Message message) {
        SlackMessage rendered = renderer.render(message);
        Answer answer = post(rendered.json());
        if (answer instanceof Answered(int status, String body, var after) && status == BAD_REQUEST) {
            // Whatever Slack has against the blocks, the page goes out in plain words.
            return switch (outcomeOf(post(rendered.plainJson()))) {
                case Delivered(String plain) -> new Delivered(plain + ", as plain text after " + status + " " + body);
                case Refused refused -> new Refused(status + " " + body);
                case TryLater later -> later;
                case Unknown unknown -> unknown;
            };
        }
        return outcomeOf(answer);
    }

    @Override
    public Optional<String> standingTrouble() {
        return call.standingTrouble();
    }

    /** An empty payload shows nothing to anybody; Slack answers it with {@code no_text}. */
    @Override
    public Optional<String> troubleReaching() {
        return switch (post("{}")) {
            case Answered(int status, String body, var after)
            when status == OK || status == BAD_REQUEST -> Optional.empty();
            case Answered(int status, String body, var after) -> Optional.of(status + " " + body);
            case NotSent(String reason) -> Optional.of(reason);
            case NotAllowed(String reason) -> Optional.of(reason);
            case Lost(String reason) -> Optional.of(reason);
        };
    }

    @Override
    public String preview(Message message) {
        return renderer.render(message).json();
    }

    private Answer post(String json) {
        return call.post(OutgoingRequest.json(json.getBytes(StandardCharsets.UTF_8)));
    }

    static DeliveryOutcome outcomeOf(Answer answer) {
        return AnswerPolicy.outcomeOf(answer, answered -> {
            if (answered.status() != OK) {
                return new Unknown(answered.inWords());
            }
            // A proxy's page can come with 200; only Slack says ok.
            return answered.body().equals("ok")
                    ? new Delivered(answered.inWords())
                    : new Unknown("200, but not Slack's ok: " + answered.body());
        });
    }
}

package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.slack.WebhookCall.Answer;
import dev.tocsin.alert.notify.slack.WebhookCall.Answered;
import dev.tocsin.alert.notify.slack.WebhookCall.Lost;
import dev.tocsin.alert.notify.slack.WebhookCall.NotAllowed;
import dev.tocsin.alert.notify.slack.WebhookCall.NotSent;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A Slack channel by incoming webhook: a message is posted once and can be neither edited nor asked about. */
public final class SlackWebhook implements Channel {
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int GATEWAY_TIMEOUT = 504;

    /** The webhook, its channel or its workspace, or a proxy on the way; the message would go through elsewhere. */
    private static final Set<Integer> ABOUT_THE_CHANNEL = Set.of(401, 403, 404, 407, 410);

    private static final Duration UNTIL_MENDED = Duration.ofMinutes(2);

    private final String name;
    private final WebhookCall call;
    private final SlackRenderer renderer;

    SlackWebhook(String name, WebhookCall call, SlackRenderer renderer) {
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
        return SlackWebhooks.TYPE;
    }

    @Override
    public DeliveryOutcome send(Message message) {
        SlackMessage rendered = renderer.render(message);
        Answer answer = call.post(rendered.json());
        if (answer instanceof Answered(int status, String body, var after) && status == BAD_REQUEST) {
            // Whatever Slack has against the blocks, the page goes out in plain words.
            return switch (outcomeOf(call.post(rendered.plainJson()))) {
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
        return switch (call.post("{}")) {
            case Answered(int status, String body, var after)
            when status == OK || status == BAD_REQUEST -> Optional.empty();
            case Answered(int status, String body, var after) -> Optional.of(status + " " + body);
            case NotSent(String reason) -> Optional.of(reason);
            case NotAllowed(String reason) -> Optional.of(reason);
            case Lost(String reason) -> Optional.of(reason);
        };
    }

    static DeliveryOutcome outcomeOf(Answer answer) {
        return switch (answer) {
            case NotSent(String reason) -> new TryLater(Optional.empty(), reason);
            // A person has to allow it: a page must not be lost by then.
            case NotAllowed(String reason) -> new TryLater(Optional.of(UNTIL_MENDED), reason);
            case Lost(String reason) -> new Unknown(reason);
            case Answered(int status, String body, var after) -> {
                String reason = (status + " " + body).strip();
                if (status == OK) {
                    // A proxy's page can come with 200; only Slack says ok.
                    yield body.equals("ok") ? new Delivered(reason) : new Unknown("200, but not Slack's ok: " + body);
                }
                if (status == TOO_MANY) {
                    yield new TryLater(after, reason);
                }
                if (status < REDIRECT || status == GATEWAY_TIMEOUT) {
                    // A gateway that gave up does not know; neither do we with an answer that Slack does not give.
                    yield new Unknown(reason);
                }
                if (status < BAD_REQUEST || status == REQUEST_TIMEOUT) {
                    yield new TryLater(after, reason);
                }
                if (ABOUT_THE_CHANNEL.contains(status)) {
                    // A person has to mend it: a page must not be lost by then.
                    yield new TryLater(after.or(() -> Optional.of(UNTIL_MENDED)), reason);
                }
                yield status >= 500 ? new TryLater(after, reason) : new Refused(reason);
            }
        };
    }
}

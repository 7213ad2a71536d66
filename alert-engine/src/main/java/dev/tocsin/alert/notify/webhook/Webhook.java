package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import dev.tocsin.alert.notify.http.HeaderOptions;
import dev.tocsin.alert.notify.http.OutgoingCall;
import dev.tocsin.alert.notify.http.OutgoingRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Posts each message once, with an idempotency key that is the same at every try. Any answer of 2xx is success: what the
 * receiver does with it is its affair.
 */
final class Webhook implements Channel {
    private static final int HEADER = 500;

    private final String name;
    private final WebhookOptions options;
    private final OutgoingCall call;
    private final InstantSource clock;

    Webhook(String name, WebhookOptions options, OutgoingCall.Terms terms) {
        this.name = name;
        this.options = options;
        this.call = new OutgoingCall(options.url(), terms, options.secrets());
        this.clock = terms.clock();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return Webhooks.TYPE;
    }

    @Override
    public DeliveryOutcome send(Message message) {
        byte[] body = options.body().of(message);
        OutgoingRequest request =
                new OutgoingRequest(body, options.body().format().contentType(), headers(message, body));
        return AnswerPolicy.outcomeOf(call.post(request), answered -> new Delivered(answered.inWords()));
    }

    @Override
    public String preview(Message message) {
        return new String(options.shown().of(message), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> standingTrouble() {
        return call.standingTrouble();
    }

    /** By HEAD: there is no body that every receiver would take for nothing. */
    @Override
    public Optional<String> troubleReaching() {
        return AnswerPolicy.troubleInLook(call.look());
    }

    private Map<String, String> headers(Message message, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        options.headers()
                .forEach((header, template) -> headers.put(
                        header,
                        HeaderOptions.visible(template.fill(MessageVariables.of(
                                        message, options.body().data(), 1, value -> HarmlessText.line(value, HEADER)))
                                .orElse(""))));
        String key = message.key();
        headers.put("Idempotency-Key", key);
        options.signature().ifPresent(signature -> headers.putAll(signature.headers(key, clock.instant(), body)));
        return headers;
    }
}

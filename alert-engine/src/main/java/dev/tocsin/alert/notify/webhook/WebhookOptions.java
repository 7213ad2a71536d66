package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.route.TextTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What channels.yml says of a webhook.
 *
 * @param shown the body with references to secrets as they are written, for people
 * @param headers by name, each a template
 * @param secrets what must not be seen of all this, beside the address
 */
record WebhookOptions(
        OutgoingUrl url,
        Body body,
        Body shown,
        Map<String, TextTemplate> headers,
        Optional<Signature> signature,
        List<String> secrets) {
    WebhookOptions {
        headers = Map.copyOf(headers);
        secrets = List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "webhook to " + url;
    }
}

package dev.tocsin.alert.notify.alertmanager;

import dev.tocsin.alert.notify.http.OutgoingUrl;
import java.time.Duration;
import java.util.Map;

/**
 * What channels.yml says of an Alertmanager.
 *
 * @param url without {@code /api/v2}
 * @param headers such as {@code Authorization}
 * @param lasts how long an alert stands there that nobody ends
 */
record AlertmanagerOptions(OutgoingUrl url, Map<String, String> headers, Duration lasts) {
    AlertmanagerOptions {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "Alertmanager at " + url;
    }
}

package dev.tocsin.alert.notify.alertmanager;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelFactory;
import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.http.HeaderOptions;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import dev.tocsin.alert.rule.DurationText;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes channels to Alertmanagers: {@code alertmanager: {url: ...}} in channels.yml. */
public final class Alertmanagers implements ChannelFactory {
    static final String TYPE = "alertmanager";

    private static final Duration LASTS = Duration.ofDays(7);
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(90);

    private final DiscoverLinks links;
    private final Terms terms;

    public Alertmanagers(DiscoverLinks links, Terms terms) {
        this.links = links;
        this.terms = terms;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Optional<Channel> create(String name, ChannelOptions options) {
        options.allowOnly("url", "headers", "lasts");
        Optional<OutgoingUrl> url = OutgoingUrl.in(options, "url", Plain.OWN_NETWORKS, "such as http://127.0.0.1:9093");
        Optional<Map<String, String>> headers = HeaderOptions.in(options, "headers");
        Optional<Duration> lasts = lasts(options);
        return url.isEmpty() || headers.isEmpty() || lasts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alertmanager(
                        name, new AlertmanagerOptions(url.get(), headers.get(), lasts.get()), links, terms));
    }

    private static Optional<Duration> lasts(ChannelOptions options) {
        if (!options.has("lasts")) {
            return Optional.of(LASTS);
        }
        Optional<Duration> lasts = options.written("lasts")
                .flatMap(DurationText::parse)
                .filter(one -> one.compareTo(SHORTEST) >= 0 && one.compareTo(LONGEST) <= 0);
        if (lasts.isEmpty()) {
            options.report("lasts", "expected a duration from 1h to 90d", "such as 7d");
        }
        return lasts;
    }
}

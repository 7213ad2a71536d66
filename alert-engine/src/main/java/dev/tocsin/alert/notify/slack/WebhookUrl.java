package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.OutgoingRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The address of a webhook, which is a secret: it never shows itself. */
record WebhookUrl(URI uri) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Https; http only to this machine, for the fake Slack. Whether it may go there is asked when it does. Why not, in words without the address. */
    static Optional<String> troubleWith(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            return Optional.of("is not the URL of a webhook");
        }
        Optional<String> host = OutgoingRule.troubleWithHost(uri.getHost());
        if (host.isPresent()) {
            return host;
        }
        boolean isLocal = LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
        if (!scheme.equals("https") && !(scheme.equals("http") && isLocal)) {
            return Optional.of("has to begin with https:// (http:// only to this machine)");
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if there is trouble with it */
    static WebhookUrl of(String text) {
        troubleWith(text).ifPresent(trouble -> {
            throw new IllegalArgumentException("the webhook " + trouble);
        });
        return new WebhookUrl(URI.create(text.strip()));
    }

    /** A text of others, without what is secret in the address. */
    String masked(String text) {
        String masked = text;
        for (String part : new String[] {uri.getRawPath(), uri.getRawQuery()}) {
            if (part != null && part.length() > 1) {
                masked = masked.replace(part, "/…");
            }
        }
        return masked;
    }

    @Override
    public String toString() {
        return "webhook at " + uri.getHost();
    }
}

package dev.tocsin.alert.notify.http;

import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.OutgoingRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An address that messages are posted to, which is a secret: it never shows itself.
 *
 * @param plain where it may be called without TLS
 */
public record OutgoingUrl(URI uri, Plain plain) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Where http will do instead of https. */
    public enum Plain {
        /** To this machine, for a fake. */
        THIS_MACHINE("http:// only to this machine"),
        /** Within networks of one's own; asked when the address is known. */
        OWN_NETWORKS("http:// only within networks of your own");

        private final String words;

        Plain(String words) {
            this.words = words;
        }
    }

    /** What is wrong with how it is written, in words without the address. Whether it may go there is asked when it does. */
    public static Optional<String> troubleWith(String text, Plain plain) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            return Optional.of("is not a URL that can be posted to");
        }
        Optional<String> host = OutgoingRule.troubleWithHost(uri.getHost());
        if (host.isPresent()) {
            return host;
        }
        boolean isPlain = "http".equalsIgnoreCase(uri.getScheme());
        boolean mayBePlain = plain == Plain.OWN_NETWORKS || isThisMachine(uri);
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !(isPlain && mayBePlain)) {
            return Optional.of("has to begin with https:// (" + plain.words + ")");
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if there is trouble with it */
    public static OutgoingUrl of(String text, Plain plain) {
        troubleWith(text, plain).ifPresent(trouble -> {
            throw new IllegalArgumentException("the address " + trouble);
        });
        return new OutgoingUrl(URI.create(text.strip()), plain);
    }

    /** An option that has to be there; empty after reporting why not. */
    public static Optional<OutgoingUrl> in(ChannelOptions options, String option, Plain plain, String hint) {
        return options.required(option).flatMap(text -> {
            Optional<String> trouble = troubleWith(text, plain);
            trouble.ifPresent(reason -> options.report(option, reason, hint));
            return trouble.isPresent() ? Optional.empty() : Optional.of(of(text, plain));
        });
    }

    /** Another path below this one. */
    public OutgoingUrl below(String path) {
        String base = uri.toString();
        return new OutgoingUrl(
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path), plain);
    }

    /** Whether nothing between here and there may listen: without TLS, and not within this machine. */
    boolean needsOwnNetwork() {
        return "http".equalsIgnoreCase(uri.getScheme()) && !isThisMachine(uri);
    }

    private static boolean isThisMachine(URI uri) {
        return LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
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
        return "an address at " + uri.getHost();
    }
}

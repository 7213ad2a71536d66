package dev.tocsin.alert.notify.http;

import dev.tocsin.alert.notify.ChannelOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Headers that channels.yml adds to a request. */
public final class HeaderOptions {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Set<String> TAKEN = Set.of(
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "idempotency-key",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    private HeaderOptions() {}

    /** By name; empty after reporting what is wrong. */
    public static Optional<Map<String, String>> in(ChannelOptions options, String option) {
        Map<String, String> found = new LinkedHashMap<>();
        Optional<ChannelOptions> headers = options.below(option);
        boolean isRight = headers.isPresent() || !options.has(option);
        for (String name : headers.map(ChannelOptions::names).orElse(Set.of())) {
            Optional<String> value =
                    mayBeSet(headers.get(), name) ? headers.get().required(name) : Optional.empty();
            isRight &= value.isPresent();
            value.ifPresent(text -> found.put(name, visible(text)));
        }
        return isRight ? Optional.of(found) : Optional.empty();
    }

    /** False after reporting why not. */
    public static boolean mayBeSet(ChannelOptions headers, String name) {
        if (!name.matches(TOKEN)) {
            headers.report(name, "not a name for a header", "such as X-Team");
            return false;
        }
        if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            headers.report(name, "this header is set by Tocsin", "leave it out");
            return false;
        }
        return true;
    }

    /** Headers hold one line of visible ASCII. */
    public static String visible(String value) {
        return value.strip().replaceAll("[^ -~]", "?");
    }
}

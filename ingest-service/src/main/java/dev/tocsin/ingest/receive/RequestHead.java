package dev.tocsin.ingest.receive;

import dev.tocsin.settings.DidYouMean;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request.
 *
 * @param path decoded, without a slash at its end but the first one
 * @param parameters of the query, decoded
 */
public record RequestHead(HttpMethod method, String path, Map<String, List<String>> parameters, HttpHeaders headers) {
    /** Of what could not be read. */
    static final RequestHead NONE = new RequestHead(HttpMethod.GET, "", Map.of(), EmptyHttpHeaders.INSTANCE);

    private static final int MOST_PARAMETERS = 100;
    private static final int MAX_KEY_LENGTH = 255;
    private static final int LONGEST_TOLD = 50;

    static RequestHead of(HttpRequest request) {
        try {
            QueryStringDecoder uri =
                    new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, MOST_PARAMETERS);
            String path = uri.path();
            while (path.length() > 1 && path.endsWith("/")) {
                path = path.substring(0, path.length() - 1);
            }
            return new RequestHead(request.method(), path, uri.parameters(), request.headers());
        } catch (IllegalArgumentException e) {
            throw new RequestRefused(new Refusal(400, "the path or query cannot be decoded", "check the % escapes"), e);
        }
    }

    /** Whether the body is compressed. */
    boolean isGzip() {
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> true;
            case "identity", "" -> false;
            default -> throw new RequestRefused(415, "unsupported media type", "the only content encoding is gzip");
        };
    }

    /** The same records under the same key get the same ids; null without a key. */
    @Nullable
    String idempotencyKey() {
        String key = headers.get("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH) {
            throw new RequestRefused(
                    400, "Idempotency-Key is empty or too long", "use 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return key;
    }

    /**
     * Throws {@link RequestRefused} for a parameter that means nothing here: what is misspelt would do less than was asked for.
     *
     * @param known those that there are, at least one
     */
    public void requireOnly(List<String> known) {
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            if (!known.contains(name)) {
                String shown = name.length() <= LONGEST_TOLD ? name : name.substring(0, LONGEST_TOLD) + "...";
                throw new RequestRefused(
                        400,
                        "there is no query parameter '" + shown + "' here",
                        DidYouMean.nearest(shown, known)
                                        .map(meant -> "is it " + meant + " that is meant? ")
                                        .orElse("")
                                + "There are " + String.join(", ", known) + "; nothing was kept");
            }
            if (parameter.getValue().size() > 1) {
                throw new RequestRefused(
                        400,
                        "the query parameter " + name + " is there more than once",
                        "give it one value; nothing was kept");
            }
        }
    }

    /** Null without one. */
    public @Nullable String parameter(String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.getFirst();
    }
}

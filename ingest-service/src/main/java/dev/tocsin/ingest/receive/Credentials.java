package dev.tocsin.ingest.receive;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A token in the places that clients have for one: {@code Bearer <token>}; {@code ApiKey <token>}, also as Elasticsearch's
 * clients encode an id and a key; the password of {@code Basic}. Ids and user names say nothing.
 */
final class Credentials {
    private Credentials() {}

    /** The same as {@code Bearer <token>}; what is none of these comes back as it is. */
    static @Nullable String asBearer(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return authorization;
        }
        String value = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "apikey" -> "Bearer " + behindColon(value, value);
            case "basic" -> "Bearer " + behindColon(value, "");
            default -> authorization;
        };
    }

    private static String behindColon(String encoded, String ifNotEncoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? ifNotEncoded : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return ifNotEncoded;
        }
    }
}

package dev.tocsin.ingest.receive;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What speaks here if not what the door takes, by the first bytes of a connection: a wrong port or data format would
 * otherwise become dead letters without end.
 */
enum ForeignProtocol {
    CBOR("CBOR"),
    SMILE("SMILE"),
    TLS("TLS"),
    HTTP("HTTP");

    /** With so many bytes it is clear that it is none of them. */
    static final int NEEDED_BYTES = 5;

    private final String title;

    ForeignProtocol(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** What to do, where this was spoken instead. */
    String hint(StreamProtocol instead) {
        return switch (this) {
            case CBOR, SMILE -> "set <dataFormat> of the encoder to json";
            case TLS ->
                "this port speaks plain text: send to the TLS port (" + instead.tlsPort() + " unless "
                        + instead.variables(true) + "_PORT says otherwise), or switch TLS off in the sender"
                        + (instead == StreamProtocol.JSON_LINES ? " (<ssl> of the appender)" : "");
            case HTTP -> "this port takes " + instead.title() + ": use the HTTP port for POST /v1/events";
        };
    }

    static Optional<ForeignProtocol> of(byte[] first, StreamProtocol expected) {
        // The encoder of JSON has other data formats; senders of syslog have not, and their texts may begin with such
        // bytes.
        return of(first).filter(found -> expected == StreamProtocol.JSON_LINES || (found != CBOR && found != SMILE));
    }

    private static Optional<ForeignProtocol> of(byte[] first) {
        int b0 = first.length > 0 ? first[0] & 0xff : 0;
        int b1 = first.length > 1 ? first[1] & 0xff : 0;
        boolean isCborMap = (b0 >= 0xa0 && b0 <= 0xbb) || b0 == 0xbf;
        boolean isTaggedCbor = b0 == 0xd9 && b1 == 0xd9;
        if (isCborMap || isTaggedCbor) {
            return Optional.of(CBOR);
        }
        if (b0 == ':' && b1 == ')') {
            return Optional.of(SMILE);
        }
        if (b0 == 0x16 && b1 == 0x03) {
            return Optional.of(TLS);
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        boolean isHttp = text.startsWith("GET /")
                || text.startsWith("POST ")
                || text.startsWith("PUT /")
                || text.startsWith("HEAD ")
                || text.startsWith("PRI *")
                || text.startsWith("OPTIO");
        return isHttp ? Optional.of(HTTP) : Optional.empty();
    }
}

package dev.tocsin.ingest.receive;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What speaks here if not JSON lines, by the first bytes of a connection: a wrong port or data format would otherwise
 * become dead letters without end.
 */
enum ForeignProtocol {
    CBOR("CBOR", "set <dataFormat> of the encoder to json"),
    SMILE("SMILE", "set <dataFormat> of the encoder to json"),
    TLS(
            "TLS",
            "this port speaks plain text: send to the TLS port (5171 unless TOCSIN_TCP_TLS_PORT says otherwise), or remove <ssl> from the appender"),
    HTTP("HTTP", "this port takes JSON lines over TCP: use the HTTP port for POST /v1/events");

    /** With so many bytes it is clear that it is none of them. */
    static final int NEEDED_BYTES = 5;

    private final String title;
    private final String hint;

    ForeignProtocol(String title, String hint) {
        this.title = title;
        this.hint = hint;
    }

    String title() {
        return title;
    }

    String hint() {
        return hint;
    }

    static Optional<ForeignProtocol> of(byte[] first) {
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

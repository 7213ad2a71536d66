package dev.tocsin.ingest.receive;

import dev.tocsin.access.LoopbackRule;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TokenBook;
import org.jspecify.annotations.Nullable;

/**
 * Where a door may listen: beyond this machine only if it knows who comes. Looks at settings alone, so that it can be said
 * before anything runs; whether a port is free is known only to who binds it.
 */
public final class DoorAddress {
    private DoorAddress() {}

    /** Throws {@link CannotOpenDoor} with a sentence for people. */
    public static void require(HttpDoorSettings settings, TokenBook tokens) {
        LoopbackRule.refusal(
                        "the HTTP door",
                        Listener.resolve(settings.address()),
                        tokens.demandsToken(),
                        "TOCSIN_HTTP_ADDRESS",
                        "TOCSIN_TOKEN")
                .ifPresent(sentence -> {
                    throw new CannotOpenDoor(sentence);
                });
    }

    /**
     * Throws {@link CannotOpenDoor} with a sentence for people.
     *
     * @param tls null for plain text; with a client CA it is what tells who sends
     */
    public static void require(StreamProtocol protocol, TcpDoorSettings settings, @Nullable ServerTls tls) {
        boolean knowsWhoSends = tls != null && tls.demandsClientCertificate();
        if (!LoopbackRule.isLocal(Listener.resolve(settings.address()))
                && !knowsWhoSends
                && !settings.trustedNetwork()) {
            throw new CannotOpenDoor("the " + protocol.doorTitle() + " cannot check who sends: listening on "
                    + settings.address()
                    + " lets everybody in that network write logs. Listen on 127.0.0.1, use the TLS port with a"
                    + " client CA (" + protocol.variables(true) + "_CERT, _KEY, _CLIENT_CA), or set "
                    + protocol.settings() + ".trusted-network (" + protocol.variables(false)
                    + "_TRUSTED_NETWORK) to true if only your senders reach it");
        }
    }
}

package dev.tocsin.alert;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Nothing listens beyond this machine without a token. */
final class LoopbackGuard {
    /** @throws RefusedToStart with a sentence for people */
    static void check(@Nullable InetAddress address, @Nullable String token, String variable) {
        boolean isLocal = address != null && address.isLoopbackAddress();
        if (!isLocal && (token == null || token.isBlank())) {
            throw new RefusedToStart("Will not listen on " + (address == null ? "all addresses" : address)
                    + " without a token: set TOCSIN_ENGINE_TOKEN, or leave " + variable + " at 127.0.0.1");
        }
    }
}

package dev.tocsin.alert;

import dev.tocsin.access.LoopbackRule;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Nothing listens beyond this machine without a token. */
final class LoopbackGuard {
    /** @throws RefusedToStart with a sentence for people */
    static void check(@Nullable InetAddress address, @Nullable String token, String variable) {
        LoopbackRule.refusal(
                        "the alert engine", address, token != null && !token.isBlank(), variable, "TOCSIN_ENGINE_TOKEN")
                .ifPresent(sentence -> {
                    throw new RefusedToStart(sentence);
                });
    }
}

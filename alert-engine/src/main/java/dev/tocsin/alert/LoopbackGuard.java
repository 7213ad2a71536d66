package dev.tocsin.alert;

import dev.tocsin.access.LoopbackRule;
import dev.tocsin.access.TokenBook;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Nothing listens beyond this machine without a token. */
final class LoopbackGuard {
    /** @throws RefusedToStart with a sentence for people */
    static void check(@Nullable InetAddress address, TokenBook tokens, String variable) {
        LoopbackRule.refusal("the alert engine", address, tokens.demandsToken(), variable, "TOCSIN_ENGINE_TOKEN")
                .ifPresent(sentence -> {
                    throw new RefusedToStart(sentence);
                });
    }
}

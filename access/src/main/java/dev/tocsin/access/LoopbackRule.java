package dev.tocsin.access;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nothing listens beyond this machine without a token. */
public final class LoopbackRule {
    private LoopbackRule() {}

    /** Whether only this machine reaches it; null stands for all addresses. */
    public static boolean isLocal(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    /**
     * Why a door may not open, in one sentence; empty if it may.
     *
     * @param door for people, such as {@code the HTTP door}
     * @param addressVariable what sets the address
     * @param tokenVariable what sets a single token
     */
    public static Optional<String> refusal(
            String door,
            @Nullable InetAddress address,
            boolean demandsToken,
            String addressVariable,
            String tokenVariable) {
        return isLocal(address) || demandsToken
                ? Optional.empty()
                : Optional.of(door + " will not listen on "
                        + (address == null ? "all addresses" : address.getHostAddress())
                        + " without a token, for everybody there could use it: make one (./tocsin token new), set "
                        + tokenVariable + ", or leave " + addressVariable + " at 127.0.0.1");
    }
}

package dev.tocsin.alert.api;

import dev.tocsin.access.Caller;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who was let in.
 *
 * @param token its name; null where none was asked for
 */
record Visitor(@Nullable String token) implements Principal {
    private static final int LONGEST = 100;

    static Visitor of(Optional<Caller> caller) {
        return new Visitor(caller.map(Caller::name).orElse(null));
    }

    @Override
    public String getName() {
        return token == null ? Caller.ANYBODY.name() : token;
    }

    /**
     * Under which name something is written down: the token is known, and what it says of who uses it is an addition.
     *
     * @param claimed by the request
     */
    static String signature(Principal principal, @Nullable String claimed) {
        String name = claimed == null
                ? ""
                : claimed.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        String by = name.substring(0, Math.min(name.length(), LONGEST));
        String token = principal instanceof Visitor visitor ? visitor.token() : null;
        if (token == null) {
            return by.isEmpty() ? "somebody" : by;
        }
        return by.isEmpty() ? "token " + token : by + " (token " + token + ")";
    }
}

package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.RateLimit;
import dev.tocsin.access.Role;
import dev.tocsin.access.Streams;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.access.TokenHash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorGuardTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final TokenBook NONE = TokenBook.of();
    private static final TokenBook TOKENS = TokenBook.of(
            entry("v", Role.VIEWER), entry("e", Role.EDITOR), entry("a", Role.ADMIN), entry("s", Role.SHIP));

    private static TokenEntry entry(String token, Role role) {
        return new TokenEntry(role.word(), role, TokenHash.ofToken(token), null, Streams.ALL);
    }

    private static int status(TokenBook tokens, String method, boolean isLocal, @Nullable String authorization) {
        DoorGuard guard = new DoorGuard(tokens, new RateLimit(0, 1, 1), InstantSource.fixed(NOW));
        return guard.refusalOf(method, isLocal, authorization, NOW)
                .map(DoorGuard.Refusal::status)
                .orElse(200);
    }

    /** The table of SECURITY.md. */
    @ParameterizedTest
    @CsvSource({
        "GET,    local,  ,          200",
        "POST,   local,  ,          401",
        "DELETE, local,  ,          401",
        "GET,    remote, ,          401",
        "POST,   remote, ,          401",
        "GET,    remote, Bearer v,  200",
        "HEAD,   remote, bearer v,  200",
        "POST,   remote, Bearer v,  403",
        "POST,   local,  Bearer v,  403",
        "POST,   remote, Bearer e,  200",
        "DELETE, remote, Bearer e,  200",
        "PUT,    remote, Bearer a,  200",
        "GET,    remote, Bearer s,  403",
        "POST,   remote, Bearer s,  403",
        "GET,    remote, Bearer x,  401",
        "GET,    local,  Bearer x,  401",
        "GET,    local,  Basic djo=, 401",
        "GET,    remote, Bearer,    401"
    })
    void onceATokenIsDemanded(String method, String from, String authorization, int status) {
        assertThat(status(TOKENS, method, from.equals("local"), authorization)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"GET", "POST", "DELETE"})
    void withoutTokensEverybodyOnThisMachineMayEverything(String method) {
        assertThat(status(NONE, method, true, null)).isEqualTo(200);
    }

    @Test
    void whoAsksTooMuchWaits() {
        DoorGuard guard = new DoorGuard(TOKENS, new RateLimit(1, 2, 10), InstantSource.fixed(NOW));
        guard.refusalOf("GET", false, "Bearer v", NOW);
        guard.refusalOf("GET", false, "Bearer v", NOW);

        Optional<DoorGuard.Refusal> third = guard.refusalOf("GET", false, "Bearer v", NOW);

        assertThat(third.map(DoorGuard.Refusal::status)).contains(429);
        assertThat(guard.refusalOf("GET", false, "Bearer e", NOW))
                .as("another token")
                .isEmpty();
        assertThat(guard.refusalOf("GET", false, "Bearer v", NOW.plusSeconds(1)))
                .isEmpty();
    }
}

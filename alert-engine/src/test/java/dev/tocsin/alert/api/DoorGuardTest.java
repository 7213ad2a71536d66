package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.RateLimit;
import dev.tocsin.access.Role;
import dev.tocsin.access.Streams;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.access.TokenHash;
import dev.tocsin.alert.api.DoorGuard.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        return status(tokens, visit(method, isLocal, authorization));
    }

    private static int status(TokenBook tokens, Visit visit) {
        DoorGuard guard = new DoorGuard(tokens, new RateLimit(0, 1, 1), InstantSource.fixed(NOW));
        return guard.refusalOf(visit, NOW).map(DoorGuard.Refusal::status).orElse(200);
    }

    private static Visit visit(String method, boolean isLocal, @Nullable String authorization) {
        return new Visit(
                method, isLocal ? "127.0.0.1" : "203.0.113.7", false, "127.0.0.1:8480", null, null, authorization);
    }

    @Test
    void letsInWhatProvesItselfByASignatureButNoWebPageAndNoFlood() {
        DoorGuard guard = new DoorGuard(TOKENS, new RateLimit(1, 2, 10), InstantSource.fixed(NOW));
        Visit slack = visit("POST", false, null);
        Visit page =
                new Visit("POST", "203.0.113.7", false, "127.0.0.1:8480", "https://evil.example", "cross-site", null);

        assertThat(guard.refusalOfSigned(page, NOW).map(DoorGuard.Refusal::status))
                .contains(403);
        assertThat(guard.refusalOfSigned(slack, NOW)).isEmpty();
        assertThat(guard.refusalOfSigned(slack, NOW)).isEmpty();
        assertThat(guard.refusalOfSigned(slack, NOW).map(DoorGuard.Refusal::status))
                .contains(429);
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
        guard.refusalOf(visit("GET", false, "Bearer v"), NOW);
        guard.refusalOf(visit("GET", false, "Bearer v"), NOW);

        Optional<DoorGuard.Refusal> third = guard.refusalOf(visit("GET", false, "Bearer v"), NOW);

        assertThat(third.map(DoorGuard.Refusal::status)).contains(429);
        assertThat(guard.refusalOf(visit("GET", false, "Bearer e"), NOW))
                .as("another token")
                .isEmpty();
        assertThat(guard.refusalOf(visit("GET", false, "Bearer v"), NOW.plusSeconds(1)))
                .isEmpty();
    }

    @Test
    void whoGuessesTokensWaitsToo() {
        DoorGuard guard = new DoorGuard(TOKENS, new RateLimit(1, 1, 10), InstantSource.fixed(NOW));
        guard.refusalOf(visit("GET", false, "Bearer guess1"), NOW);

        assertThat(guard.refusalOf(visit("GET", false, "Bearer guess2"), NOW).map(DoorGuard.Refusal::status))
                .contains(429);
        assertThat(guard.refusalOf(visit("GET", false, "Bearer v"), NOW))
                .as("who has a token is not held up by who has none")
                .isEmpty();
    }

    @Test
    void whoGuessesFromAnyAddressOfItsNetworkIsOne() {
        DoorGuard guard = new DoorGuard(TOKENS, new RateLimit(1, 1, 10), InstantSource.fixed(NOW));
        guard.refusalOf(guess("2001:db8:0:7:0:0:0:1"), NOW);

        assertThat(guard.refusalOf(guess("2001:db8:0:7:0:0:0:2"), NOW).map(DoorGuard.Refusal::status))
                .contains(429);
        assertThat(guard.refusalOf(guess("2001:db8:0:8:0:0:0:1"), NOW).map(DoorGuard.Refusal::status))
                .contains(401);
    }

    private static Visit guess(String address) {
        return new Visit("GET", address, false, "[2001:db8::1]:8480", null, null, "Bearer guess");
    }

    /** From 127.0.0.1 without a token, while none is demanded and once one is. */
    @ParameterizedTest(name = "{0} handed on {1}, host {2}, origin {3}, {4}")
    @CsvSource({
        "GET,  false, ,                  ,                       ,            200, 200",
        "GET,  false, localhost:8480,    ,                       ,            200, 200",
        "GET,  false, '[::1]:8480',      ,                       ,            200, 200",
        "GET,  false, evil.example:8480, ,                       ,            401, 401",
        "GET,  false, 127.0.0.1.evil.example, ,                  ,            401, 401",
        "GET,  true,  127.0.0.1:8480,    ,                       ,            401, 401",
        "GET,  false, 127.0.0.1:8480,    https://evil.example,   cross-site,  200, 200",
        "POST, false, 127.0.0.1:8480,    ,                       ,            200, 401",
        "POST, false, 127.0.0.1:8480,    http://127.0.0.1:8480,  same-origin, 200, 401",
        "POST, false, 127.0.0.1:8480,    https://evil.example,   ,            403, 403",
        "POST, false, 127.0.0.1:8480,    http://127.0.0.1:3000,  ,            403, 403",
        "POST, false, 127.0.0.1:8480,    null,                   ,            403, 403",
        "POST, false, 127.0.0.1:8480,    ,                       cross-site,  403, 403",
        "POST, false, 127.0.0.1:8480,    ,                       same-site,   403, 403",
        "POST, false, evil.example:8480, http://evil.example:8480, same-origin, 401, 401"
    })
    void pagesOfOtherSitesAndProxiesAreNotThisMachine(
            String method,
            boolean handedOn,
            String host,
            String origin,
            String fetchSite,
            int withoutTokens,
            int withTokens) {
        Visit visit = new Visit(method, "127.0.0.1", handedOn, host, origin, fetchSite, null);

        assertThat(status(NONE, visit)).isEqualTo(withoutTokens);
        assertThat(status(TOKENS, visit)).isEqualTo(withTokens);
    }

    @ParameterizedTest
    @CsvSource({"0, , 200", "-1, , 200", "1048576, , 200", "1048577, , 413", "-1, chunked, 411"})
    void aBodySaysHowLargeItIs(long length, String encoding, int status) {
        assertThat(DoorGuard.refusalOf(length, encoding)
                        .map(DoorGuard.Refusal::status)
                        .orElse(200))
                .isEqualTo(status);
    }

    /** The file in SECURITY.md is one that the engine takes. */
    @Test
    void theExampleOfTheDocumentIsRead(@TempDir Path folder) throws IOException {
        String document = Files.readString(Path.of("../SECURITY.md"));
        String example = document.split("```yaml\n")[1].split("```")[0].replace("…", "0".repeat(64));
        String second = example.replaceFirst("0{64}", "1".repeat(64));
        Path file = Files.writeString(folder.resolve("tokens.yml"), second);

        assertThat(TokenBook.open(file, List.of()).demandsToken()).isTrue();
    }

    @Test
    void knowsTheTokenOfWhoComesInByItsName() {
        DoorGuard guard = new DoorGuard(TOKENS, new RateLimit(0, 1, 1), InstantSource.fixed(NOW));
        DoorGuard open = new DoorGuard(NONE, new RateLimit(0, 1, 1), InstantSource.fixed(NOW));

        assertThat(guard.visitor(visit("POST", false, "Bearer e"), NOW)).isEqualTo(new Visitor("editor"));
        assertThat(guard.visitor(visit("GET", true, null), NOW)).isEqualTo(new Visitor(null));
        assertThat(open.visitor(visit("POST", true, "Bearer e"), NOW)).isEqualTo(new Visitor(null));
    }
}

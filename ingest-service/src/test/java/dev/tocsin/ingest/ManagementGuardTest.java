package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.access.Role;
import dev.tocsin.access.Streams;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.access.TokenHash;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.security.Principal;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementGuardTest {
    private static final String ELSEWHERE = "10.1.2.3";

    private final TokenBook tokens = TokenBook.of(
            new TokenEntry("wall", Role.VIEWER, TokenHash.ofToken("v"), null, Streams.ALL),
            new TokenEntry("shop", Role.SHIP, TokenHash.ofToken("s"), null, Streams.ALL),
            new TokenEntry("desk", Role.EDITOR, TokenHash.ofToken("e"), null, Streams.ALL),
            new TokenEntry("root", Role.ADMIN, TokenHash.ofToken("a"), null, Streams.ALL));

    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private int status = 200;
    private boolean passed;
    private @Nullable Principal knownAs;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/actuator/prometheus, 10.1.2.3, -, 401",
                "/actuator/prometheus, 10.1.2.3, Bearer x, 401",
                "/actuator/prometheus, 10.1.2.3, Bearer s, 403",
                "/actuator/prometheus, 10.1.2.3, Bearer v, 200",
                "/actuator/prometheus, 127.0.0.1, -, 200",
                "/actuator/prometheus, ::1, -, 200",
                "/actuator/prometheus, 127.0.0.1, Bearer x, 401",
                "/actuator/prometheus, 127.0.0.1, Bearer v, 200",
                "/actuator/health, 10.1.2.3, -, 200",
                "/actuator/health/readiness, 10.1.2.3, -, 200",
                "/actuator/healthy, 10.1.2.3, -, 401",
                "/actuator/health/../prometheus, 10.1.2.3, -, 401",
                "/actuator/health/%2e%2e/prometheus, 10.1.2.3, -, 401",
                "/actuator/health;x=y, 10.1.2.3, -, 401",
            })
    void metricsAreForThisMachineAndForReaders(String path, String from, @Nullable String authorization, int expected)
            throws Exception {
        ask(tokens, path, from, authorization);

        assertThat(status).isEqualTo(expected);
        assertThat(passed).isEqualTo(expected == 200);
        assertThat(body.toString(UTF_8)).startsWith(expected == 200 ? "" : "{\"error\":{\"reason\":\"");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/conservation, v, 200",
        "GET, /v1/conservation, s, 403",
        "GET, /v1/status, v, 200",
        "GET, /v1/status, s, 403",
        "GET, /v1/dead-letters, v, 403",
        "GET, /v1/dead-letters, e, 200",
        "GET, /v1/dead-letters/decode-2026-11-23.000:1?raw=true, e, 403",
        "GET, /v1/dead-letters/decode-2026-11-23.000:1?raw=true, a, 200",
        "GET, /v1/dead-letters/decode-2026-11-23.000:1, v, 403",
        "GET, /v1/%64ead-letters, v, 403",
        "GET, /actuator/../v1/dead-letters, v, 403",
        "GET, /actuator/x;/../../v1/dead-letters, v, 403",
        "GET, //v1/dead-letters, v, 403",
        "POST, /v1/dead-letters/drop, e, 403",
        "POST, /v1/dead-letters/drop, a, 200",
        "POST, /v1/dead-letters/replay, v, 403",
        "POST, /v1/conservation, e, 403",
        "HEAD, /actuator/prometheus, v, 200",
    })
    void whatIsNotKnownToBeHarmlessTakesMoreThanReading(String asked, String path, String token, int expected)
            throws Exception {
        method = asked;

        ask(tokens, path, ELSEWHERE, "Bearer " + token);

        assertThat(status).isEqualTo(expected);
        assertThat(passed).isEqualTo(expected == 200);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET, /v1/conservation, -, 200",
                "GET, /v1/status, -, 200",
                "GET, /v1/dead-letters, -, 401",
                "GET, /v1/dead-letters, e, 200",
                "POST, /v1/dead-letters/drop, -, 401",
                "POST, /v1/dead-letters/drop, e, 403",
                "POST, /v1/dead-letters/drop, a, 200",
            })
    void onceThereIsATokenThisMachineReadsWithoutOneAndNoMore(
            String asked, String path, @Nullable String token, int expected) throws Exception {
        method = asked;

        ask(tokens, path, "127.0.0.1", token == null ? null : "Bearer " + token);

        assertThat(status).isEqualTo(expected);
        assertThat(passed).isEqualTo(expected == 200);
    }

    @Test
    void withoutATokenThisMachineMayDoAll() throws Exception {
        method = "POST";

        ask(TokenBook.of(), "/v1/dead-letters/drop", "127.0.0.1", null);

        assertThat(passed).isTrue();
    }

    @Test
    void whoHasTheWrongRoleIsToldTheRightOne() throws Exception {
        ask(tokens, "/actuator/prometheus", ELSEWHERE, "Bearer s");

        assertThat(body.toString(UTF_8)).contains("the token 'shop' has the role ship; this needs viewer or editor");
    }

    @Test
    void beyondThisMachineItNeedsAToken() throws Exception {
        InetAddress everywhere = InetAddress.getByName("0.0.0.0");

        assertThatThrownBy(() -> new ManagementGuard(everywhere, TokenBook.of(), InstantSource.system()))
                .isInstanceOf(CannotOpenDoor.class)
                .hasMessageContaining("TOCSIN_INGEST_MANAGEMENT_ADDRESS");
        assertThat(new ManagementGuard(everywhere, tokens, InstantSource.system()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void whatAProxyHandsOnIsFromElsewhere(String header) throws Exception {
        headers.put(header, "10.1.2.3");

        ask(tokens, "/actuator/prometheus", "127.0.0.1", null);

        assertThat(status).isEqualTo(401);
    }

    @Test
    void aPageWhoseNameIsPointedHereIsFromElsewhere() throws Exception {
        headers.put("Host", "evil.example.com:9481");

        for (TokenBook book : List.of(tokens, TokenBook.of())) {
            status = 200;
            ask(book, "/actuator/prometheus", "127.0.0.1", null);

            assertThat(status).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9481", "localhost:9481", "[::1]:9481"})
    void anAddressAndLocalhostAreThisMachine(String host) throws Exception {
        headers.put("Host", host);

        ask(tokens, "/actuator/prometheus", "127.0.0.1", null);

        assertThat(status).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "127.0.0.1, -, true",
                "10.1.2.3, -, false",
                "10.1.2.3, Bearer s, false",
                "10.1.2.3, Bearer v, true",
            })
    void detailsOfHealthAreForWhoMayRead(String from, @Nullable String authorization, boolean isReader)
            throws Exception {
        ask(tokens, "/actuator/health", from, authorization);

        assertThat(status).isEqualTo(200);
        assertThat(knownAs != null).isEqualTo(isReader);
    }

    private void ask(TokenBook book, String path, String from, @Nullable String authorization) throws Exception {
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (_, called, arguments) -> switch (called.getName()) {
                    case "getRequestURI" -> path.replaceFirst("[?].*", "");
                    case "getParameter" -> path.contains("?" + arguments[0] + "=") ? "true" : null;
                    case "getMethod" -> this.method;
                    case "getRemoteAddr" -> from;
                    case "getUserPrincipal" -> null;
                    case "getHeader" -> headers.get((String) arguments[0]);
                    default -> throw new UnsupportedOperationException(called.getName());
                });
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (_, method, arguments) -> {
                    switch (method.getName()) {
                        case "setStatus" -> status = (int) arguments[0];
                        case "getOutputStream" -> {
                            return new Body();
                        }
                        default -> assertThat(method.getName()).isIn("setHeader", "setContentType");
                    }
                    return null;
                });
        new ManagementGuard(InetAddress.getLoopbackAddress(), book, InstantSource.system())
                .doFilterInternal(request, response, (passedOn, _) -> {
                    passed = true;
                    knownAs = ((HttpServletRequest) passedOn).getUserPrincipal();
                });
    }

    private final class Body extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int b) {
            body.write(b);
        }
    }
}

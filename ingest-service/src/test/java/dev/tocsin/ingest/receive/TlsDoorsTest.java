package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.ingest.TestLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The doors behind TLS, with the clients that people have. */
@Timeout(120)
@Execution(ExecutionMode.SAME_THREAD) // they listen to one logger
class TlsDoorsTest {
    private static final int EVENTS = 500;

    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger log = TestLog.of(TlsEntrance.class);

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private TestAuthority clients;
    private TestAuthority.Pair server;

    @BeforeEach
    void makeCertificates() {
        authority = TestAuthority.in(folder, "ca");
        clients = TestAuthority.in(folder, "clients");
        server = authority.issue("server");
        told.list = new CopyOnWriteArrayList<>();
        told.start();
        log.addAppender(told);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(told);
    }

    @Test
    void theStockAppenderShipsOverTls() throws Exception {
        try (OpenDoors doors = open(tls(null))) {
            ship("logstash-tls.xml", doors, Map.of("trustStore", authority.trustStore()));

            await().until(() -> doors.journal.count() == EVENTS + 1);
            assertThat(doors.balances()).isTrue();
            assertThat(doors.count("tocsin.ingest.accepted.events", "door", "tcp-tls"))
                    .isEqualTo(EVENTS + 1);
        }
    }

    @Test
    void theStockAppenderShowsItsCertificate() throws Exception {
        Map<String, Path> stores =
                Map.of("trustStore", authority.trustStore(), "keyStore", clients.keyStore(clients.issue("shop")));
        try (OpenDoors doors = open(tls(clients.file()))) {
            ship("logstash-mutual-tls.xml", doors, stores);

            await().until(() -> doors.journal.count() == EVENTS + 1);
            assertThat(doors.count("tocsin.ingest.refused.connections")).isZero();
        }
    }

    @Test
    void theStockAppenderWithoutACertificateShipsNothing() throws Exception {
        try (OpenDoors doors = open(tls(clients.file()))) {
            LoggerContext context = context(
                    "logstash-tls.xml",
                    doors.tcpTlsPort(),
                    Map.of("trustStore", authority.trustStore()),
                    "1 millisecond");
            context.getLogger("com.example.Shop").info("hello");

            await().until(() ->
                    doors.count("tocsin.ingest.refused.connections", "reason", "tls_client_certificate") > 2);
            assertThat(doors.journal.count()).isZero();
            assertThat(messages())
                    .containsExactly("closed a connection: a client showed no certificate, or one that is not of the"
                            + " client CA or has expired");
            context.stop();
        }
    }

    @Test
    void aStrangersCertificateIsRefused() throws Exception {
        TestAuthority strangers = TestAuthority.in(folder, "strangers");
        try (OpenDoors doors = open(tls(clients.file()))) {
            assertThatThrownBy(() -> sendAndAwaitEnd(doors, authority.clientContext(strangers.issue("stranger"))))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> post(doors, authority.clientContext(strangers.issue("another"))))
                    .isInstanceOf(IOException.class);

            await().until(() ->
                    doors.count("tocsin.ingest.refused.connections", "reason", "tls_client_certificate") == 2);
            assertThat(doors.journal.count()).isZero();
            assertThat(post(doors, authority.clientContext(clients.issue("known")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aSenderOfSyslogShowsItsCertificateToo() throws Exception {
        TestAuthority.Pair stranger = TestAuthority.in(folder, "strangers").issue("stranger");
        try (OpenDoors doors = OpenDoors.ofSyslog(TcpDoorSettings.DEFAULTS, tls(clients.file()))) {
            try (Socket known = connect(doors.port("syslog-tls"), authority.clientContext(clients.issue("web-1")))) {
                known.getOutputStream().write("7 <11>one13 <11>two\nlines".getBytes(UTF_8));
                await().until(() -> doors.journal.count() == 2);
            }
            for (TestAuthority.Pair unknown : new TestAuthority.@Nullable Pair[] {stranger, null}) {
                assertThatThrownBy(() -> {
                            try (Socket socket = connect(doors.port("syslog-tls"), authority.clientContext(unknown))) {
                                socket.getOutputStream().write("9 <11>never".getBytes(UTF_8));
                                socket.getInputStream().readAllBytes();
                            }
                        })
                        .isInstanceOf(IOException.class);
            }

            await().until(() -> doors.count(
                            "tocsin.ingest.refused.connections",
                            "door",
                            "syslog-tls",
                            "reason",
                            "tls_client_certificate")
                    == 2);
            assertThat(doors.documents().getLast()).contains("\"message\":\"two\\nlines\"");
            assertThat(doors.journal.count()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatDoesNotTrustUsIsToldOf() throws Exception {
        try (OpenDoors doors = open(tls(null))) {
            assertThatThrownBy(() -> sendAndAwaitEnd(doors, clients.clientContext(null)))
                    .isInstanceOf(IOException.class);

            await().until(() -> doors.count("tocsin.ingest.refused.connections", "reason", "tls_not_trusted") == 1);
            assertThat(messages()).singleElement().asString().contains("does not accept our certificate");
            assertThat(pairs())
                    .filteredOn(pair -> pair.key.equals("cause"))
                    .singleElement()
                    .satisfies(pair -> assertThat(pair.value).asString().contains("Received fatal alert:"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"message\":\"plain\"}\n', tls_plain_text",
        "'POST /v1/events HTTP/1.1\r\n\r\n', tls_plain_text",
        "'', tls_hung_up",
    })
    void plainTextOnATlsPortIsToldInWords(String sent, String reason) throws Exception {
        try (OpenDoors doors = open(tls(null))) {
            for (int port : new int[] {doors.tcpTlsPort(), doors.httpPort()}) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.getOutputStream().write(sent.getBytes(UTF_8));
                    if (!sent.isEmpty()) {
                        assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(64);
                    }
                }
            }

            await().until(() -> doors.count("tocsin.ingest.refused.connections", "reason", reason) == 2);
            assertThat(doors.journal.count()).isZero();
            assertThat(doors.deadLetters.letters()).isEmpty();
            if (!sent.isEmpty()) {
                assertThat(messages())
                        .hasSize(2)
                        .allSatisfy(line -> assertThat(line).contains("plain text to the TLS port"));
                assertThat(pairs())
                        .isNotEmpty()
                        .noneMatch(pair -> pair.value == null)
                        .noneMatch(pair -> pair.key.equals("cause"));
            } else {
                assertThat(messages()).isEmpty();
            }
        }
    }

    @Test
    void aNewCertificateIsForNewConnectionsAndOpenOnesStay() throws Exception {
        ServerTls tls = tls(null);
        SSLContext client = authority.clientContext(null);
        try (OpenDoors doors = open(tls);
                SSLSocket open = connect(doors, client)) {
            open.getOutputStream().write("{\"n\":1}\n".getBytes(UTF_8));
            await().until(() -> doors.journal.count() == 1);

            TestAuthority.Pair next = authority.issue("next");
            Files.copy(next.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);
            Instant now = Instant.now();
            assertThat(tls.readAgain(now)).isInstanceOf(Reload.Unchanged.class);
            assertThat(tls.readAgain(now.plusSeconds(2))).isInstanceOf(Reload.Taken.class);

            open.getOutputStream().write("{\"n\":2}\n".getBytes(UTF_8));
            await().until(() -> doors.journal.count() == 2);
            assertThat(shown(open)).isEqualTo("CN=server");
            try (SSLSocket fresh = connect(doors, authority.clientContext(null))) {
                assertThat(shown(fresh)).isEqualTo("CN=next");
            }
            assertThat(post(doors, authority.clientContext(null)).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void whoNeverReadsLosesNothing(String protocol) throws Exception {
        try (OpenDoors doors = open(tls(null))) {
            for (int i = 0; i < 20; i++) {
                try (SSLSocket socket = connect(doors, authority.clientContext(null))) {
                    socket.setEnabledProtocols(new String[] {protocol});
                    socket.getOutputStream()
                            .write("{\"message\":\"hello\"}\n".repeat(200).getBytes(UTF_8));
                }
            }

            await().until(() -> doors.journal.count() == 20 * 200);
        }
    }

    @Test
    void afterTheHandshakeNothingIsWrittenThatASenderWouldHaveToRead() throws Exception {
        // A socket that is closed with unread bytes is reset, and what the other end had not read is gone.
        try (OpenDoors doors = open(tls(null));
                Socket plain = new Socket("127.0.0.1", doors.tcpTlsPort());
                SSLSocket socket = (SSLSocket) authority
                        .clientContext(null)
                        .getSocketFactory()
                        .createSocket(plain, "127.0.0.1", doors.tcpTlsPort(), true)) {
            socket.getOutputStream().write("{\"message\":\"hello\"}\n".getBytes(UTF_8));
            await().until(() -> doors.journal.count() == 1);

            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(plain.getInputStream().available()).isZero();
        }
    }

    @Test
    void theAppenderLosesNothingWhenTheServiceIsRestarted() throws Exception {
        int events = 20_000;
        OpenDoors before = open(tls(null));
        LoggerContext context =
                context("logstash-tls.xml", before.tcpTlsPort(), Map.of("trustStore", authority.trustStore()));
        Thread logging =
                Thread.ofPlatform().start(() -> LoggingShop.log(context.getLogger("com.example.Shop"), events));
        await().until(() -> before.journal.count() > 1_000);

        int port = before.tcpTlsPort();
        before.close();
        try (OpenDoors after = OpenDoors.onTlsPort(port, tls(null))) {
            logging.join();
            context.stop();

            await().until(() -> before.journal.count() + after.journal.count() >= events + 1);
            assertThat(before.journal.count() + after.journal.count()).isEqualTo(events + 1);
            assertThat(after.journal.count())
                    .as("the restart came in the middle")
                    .isPositive();
        }
    }

    @Test
    void beyondThisMachineTheTlsPortAsksForCertificates() {
        TcpDoorSettings everywhere = TcpDoorSettings.DEFAULTS.at("0.0.0.0", 0);
        try (EventLoops loops = EventLoops.open()) {
            assertThatThrownBy(() -> TcpDoor.open(
                            StreamProtocol.JSON_LINES,
                            () -> everywhere,
                            tls(null),
                            new DoorPlan.Behind(
                                    new FailingIntake(),
                                    new Memory(1, 1_024, 1_024),
                                    new SimpleMeterRegistry(),
                                    loops)))
                    .isInstanceOf(CannotOpenDoor.class)
                    .hasMessageContaining("CLIENT_CA");
        }
    }

    private OpenDoors open(ServerTls tls) {
        return new OpenDoors(
                HttpDoorSettings.DEFAULTS, new DoorAccess(TokenBook.of(), InstantSource.system(), tls), tls);
    }

    private ServerTls tls(@Nullable Path clientCa) {
        return ServerTls.open(new TlsFiles(server.certificate(), server.key(), clientCa));
    }

    private List<KeyValuePair> pairs() {
        return ofTheseDoors()
                .flatMap(event -> event.getKeyValuePairs().stream())
                .toList();
    }

    private List<String> messages() {
        return ofTheseDoors().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Others tell of their doors beside this test. */
    private Stream<ILoggingEvent> ofTheseDoors() {
        return told.list.stream()
                .filter(event -> event.getKeyValuePairs().stream()
                        .anyMatch(pair -> pair.key.equals("door")
                                && !String.valueOf(pair.value).startsWith("otlp")));
    }

    private static void ship(String configuration, OpenDoors doors, Map<String, Path> stores) throws JoranException {
        LoggerContext context = context(configuration, doors.tcpTlsPort(), stores);
        LoggingShop.log(context.getLogger("com.example.Shop"), EVENTS);
        context.stop();
    }

    private static LoggerContext context(String configuration, int port, Map<String, Path> stores)
            throws JoranException {
        return context(configuration, port, stores, "1 minute");
    }

    private static LoggerContext context(String configuration, int port, Map<String, Path> stores, String grace)
            throws JoranException {
        LoggerContext context = new LoggerContext();
        context.putProperty("grace", grace);
        // Without it logback speaks TLS 1.2, where a restart loses what is on its way: see RATIONALE.md.
        context.putProperty("protocol", "TLSv1.3");
        context.setMDCAdapter(((LoggerContext) LoggerFactory.getILoggerFactory()).getMDCAdapter());
        context.putProperty("port", Integer.toString(port));
        stores.forEach((name, path) -> context.putProperty(name, path.toUri().toString()));
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Path.of("src/test/resources/encoders", configuration).toFile());
        context.start();
        return context;
    }

    private static SSLSocket connect(OpenDoors doors, SSLContext client) throws IOException {
        return connect(doors.tcpTlsPort(), client);
    }

    private static SSLSocket connect(int port, SSLContext client) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void sendAndAwaitEnd(OpenDoors doors, SSLContext client) throws IOException {
        try (SSLSocket socket = connect(doors, client)) {
            socket.getOutputStream().write("{\"message\":\"hello\"}\n".getBytes(UTF_8));
            socket.getInputStream().readAllBytes();
        }
    }

    private static String shown(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .toString();
    }

    private static HttpResponse<String> post(OpenDoors doors, SSLContext context) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + doors.httpPort() + "/v1/events"))
                            .header("Content-Type", "application/x-ndjson")
                            .POST(BodyPublishers.ofString("{\"message\":\"hello\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}

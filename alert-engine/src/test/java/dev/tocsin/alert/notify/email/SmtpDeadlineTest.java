package dev.tocsin.alert.notify.email;

import static dev.tocsin.alert.notify.email.ScriptedMailServer.STALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.OutgoingRules;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.route.Notices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However slow each of its steps is, a conversation is over in time: else the lane's lease is over before it. */
final class SmtpDeadlineTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration AT_MOST = TIMEOUT.plusSeconds(2);
    private static final DeliveryOutcome LATE = new TryLater(Optional.empty(), "localhost did not answer in time");
    private static final Executor BESIDE = task -> Thread.ofPlatform().daemon().start(task);

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.Pair certificate;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.in(folder, "ca");
        certificate = authority.issue("mail");
    }

    private record Told(DeliveryOutcome outcome, Duration took) {}

    /** A name server that takes a fifth of the time, and says these addresses. */
    private static OutgoingRule slowly(String... addresses) {
        return OutgoingRules.resolving(List.of("127.0.0.0/8"), host -> {
            try {
                Thread.sleep(TIMEOUT.dividedBy(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        });
    }

    private static Told send(OutgoingRule outgoing, int port, String tls) {
        Channel channel = ChannelConfigs.channel(
                new Emails(DiscoverLinks.none(), outgoing, TIMEOUT, InstantSource.system()),
                Map.of("PASSWORD", "a-password"),
                """
                mail:
                  email:
                    host: localhost
                    port: %d
                    tls: %s
                    user: alerts
                    password: "${env:PASSWORD}"
                    from: alerts@example.com
                    to: [anna@example.com, ben@example.com]
                    ca: %s
                """.formatted(port, tls, authority.file()));
        Message message = new Message(
                Tale.FIRED,
                List.of(new Story(Tale.FIRED, Notices.fired().build(), null, Duration.ZERO, List.of("a"))),
                false);
        long start = System.nanoTime();
        DeliveryOutcome outcome = channel.send(message);
        return new Told(outcome, Duration.ofNanos(System.nanoTime() - start));
    }

    /** A door at which connections wait for ever, and not even begin: all places are taken. */
    private record FullDoor(ServerSocket door, List<SocketChannel> waiting) implements AutoCloseable {
        static FullDoor at(String address, int port) {
            try {
                ServerSocket door = new ServerSocket(port, 1, InetAddress.ofLiteral(address));
                List<SocketChannel> waiting = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    SocketChannel one = SocketChannel.open();
                    one.configureBlocking(false);
                    one.connect(new InetSocketAddress(InetAddress.ofLiteral(address), door.getLocalPort()));
                    waiting.add(one);
                }
                return new FullDoor(door, waiting);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                door.close();
                for (SocketChannel one : waiting) {
                    one.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void manyAddressesThatDoNotAnswerTakeNoLongerThanOne() {
        try (FullDoor full = FullDoor.at("127.0.0.2", 0)) {
            String[] addresses = new String[12];
            Arrays.fill(addresses, "127.0.0.2");

            Told told = send(slowly(addresses), full.door().getLocalPort(), "implicit");

            assertThat(told.outcome()).isEqualTo(LATE);
            assertThat(told.took()).isLessThan(AT_MOST);
        }
    }

    @Test
    void whoSaysNothingAtAllIsLeftInTime() throws Exception {
        for (String tls : List.of("starttls", "implicit")) {
            try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
                    FullDoor full = FullDoor.at("127.0.0.2", mute.getLocalPort())) {
                Told told = send(slowly("127.0.0.2", "127.0.0.1"), full.door().getLocalPort(), tls);

                assertThat(told.outcome()).as(tls).isEqualTo(LATE);
                assertThat(told.took()).as(tls).isLessThan(AT_MOST);
            }
        }
    }

    @Test
    void itIsOverInTimeWhereverTheServerStalls() {
        Map<String, CompletableFuture<Told>> all = new LinkedHashMap<>();
        for (String place : List.of("", "EHLO", "AUTH", "MAIL", "RCPT TO:<ben", "DATA", ".")) {
            all.put(place, CompletableFuture.supplyAsync(() -> stalledAt(place), BESIDE));
        }
        all.forEach((place, future) -> {
            Told told = future.join();
            DeliveryOutcome expected = place.equals(".") ? new Unknown("localhost did not answer in time") : LATE;

            assertThat(told.outcome()).as(place).isEqualTo(expected);
            assertThat(told.took()).as(place).isLessThan(AT_MOST);
        });
    }

    private static Told stalledAt(String place) {
        try (ScriptedMailServer server = ScriptedMailServer.start(authority, certificate, Map.of(place, STALL));
                FullDoor full = FullDoor.at("127.0.0.2", server.port())) {
            return send(slowly("127.0.0.2", "127.0.0.1"), full.door().getLocalPort(), "implicit");
        }
    }
}

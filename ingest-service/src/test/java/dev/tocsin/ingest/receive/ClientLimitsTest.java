package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.access.ClientAddress;
import dev.tocsin.access.TokenBook;
import dev.tocsin.ingest.TestLog;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is one client, which doors on 127.0.0.1 cannot show. */
class ClientLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String ONE = "2001:db8:0:7:0:0:0:1";
    private static final String NEIGHBOUR = "2001:db8:0:7:ffff:0:0:2%eth0";
    private static final String ELSEWHERE = "2001:db8:0:8:0:0:0:1";

    private final ClientLimits limits = new ClientLimits(() -> NOW, System::nanoTime);

    @Test
    void addressesOfOneNetworkShareTheRateOfRecords() {
        assertThat(limits.records("tcp", ONE, 100, 10)).isEqualTo(20);
        assertThat(limits.records("tcp", NEIGHBOUR, 100, 10)).isZero();
        assertThat(limits.records("tcp", ELSEWHERE, 100, 10)).isEqualTo(20);
    }

    @Test
    void addressesOfOneNetworkShareTheRateOfRequests() {
        Admission admission = new Admission(TokenBook.of(), limits, () -> 1, () -> NOW);
        assertThat(admission.admit(new DefaultHttpHeaders(), ONE).client()).isEqualTo("network 2001:db8:0:7::/64");
        admission.admit(new DefaultHttpHeaders(), NEIGHBOUR);

        assertThat(isRefused(admission, ONE)).isTrue();
        assertThat(isRefused(admission, NEIGHBOUR)).isTrue();
        assertThat(isRefused(admission, ELSEWHERE)).isFalse();
    }

    @Test
    void whoSendsMoreRequestsThanItsRateIsNamedInTheLog() {
        AtomicLong nanoTime = new AtomicLong();
        Admission admission =
                new Admission(TokenBook.of(), new ClientLimits(() -> NOW, nanoTime::get), () -> 1, () -> NOW);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.list = new CopyOnWriteArrayList<>();
        heard.start();
        TestLog.of(Excess.class).addAppender(heard);
        try {
            for (int i = 0; i < 10; i++) {
                isRefused(admission, "10.9.8.7");
                nanoTime.addAndGet(Duration.ofMillis(200).toNanos());
            }
        } finally {
            TestLog.of(Excess.class).detachAppender(heard);
        }

        assertThat(heard.list)
                .filteredOn(event -> String.valueOf(event.getKeyValuePairs()).contains("10.9.8.7"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getFormattedMessage()).contains("429", "tocsin.ingest.http.rate");
                    assertThat(event.getKeyValuePairs().toString())
                            .contains("allowedPerSecond=\"1\"", "sent=\"6\"", "shed=\"6\"");
                });
    }

    private static boolean isRefused(Admission admission, String peer) {
        try {
            admission.admit(new DefaultHttpHeaders(), peer);
            return false;
        } catch (RequestRefused e) {
            return true;
        }
    }

    @Test
    void connectionsAreThoseOfTheNetwork() {
        ClientConnections open = new ClientConnections();
        assertThat(open.opened(ClientAddress.named(ONE))).isEqualTo(1);
        assertThat(open.opened(ClientAddress.named(NEIGHBOUR))).isEqualTo(2);
        assertThat(open.opened(ClientAddress.named(ELSEWHERE))).isEqualTo(1);

        open.closed(ClientAddress.named(ONE));
        open.closed(ClientAddress.named(NEIGHBOUR));
        assertThat(open.opened(ClientAddress.named(ONE))).isEqualTo(1);
    }
}

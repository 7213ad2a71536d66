package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.access.FileWatch;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class AccessWatchTest {
    @TempDir
    private Path folder;

    @Test
    void whoStartsWithAnExpiredCertificateIsToldAtOnce() {
        // given
        Instant now = Instant.now();
        TestAuthority.Pair late = TestAuthority.in(folder, "ca")
                .issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        ServerTls tls = ServerTls.open(new TlsFiles(late.certificate(), late.key(), null));
        Access access = new Access(TokenBook.of(), tls, null, null);
        ListAppender<ILoggingEvent> told = told();

        // when
        try (FileWatch _ = AccessWatch.start(access, InstantSource.fixed(now), () -> {})) {
            await().until(() -> !told.list.isEmpty());
        } finally {
            TestLog.of(AccessWatch.class).detachAppender(told);
        }

        // then
        String end = late.x509().getNotAfter().toInstant().toString();
        List<ILoggingEvent> events = List.copyOf(told.list);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage())
                    .contains("late.crt", "expired at " + end, "put a new one in its place");
        });
        assertThat(access.secondsLeft(now)).isNegative();
        Health health = new CertificatesHealth(access, InstantSource.fixed(now)).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails().get("http")).asString().contains("expired at " + end);
    }

    /** A line break within one would be two entries to who reads the log line by line. */
    @Test
    void eachMistakeIsAnEntryOfItsOwn() {
        ListAppender<ILoggingEvent> told = told();
        try {
            assertThat(AccessWatch.isTaken(new Reload.Refused("tokens.yml:3 one\ntokens.yml:5 two"), "tokens"))
                    .isFalse();
        } finally {
            TestLog.of(AccessWatch.class).detachAppender(told);
        }

        assertThat(told.list)
                .extracting(event -> event.getKeyValuePairs().toString())
                .containsExactly(
                        "[of=\"tokens\", reason=\"tokens.yml:3 one\"]", "[of=\"tokens\", reason=\"tokens.yml:5 two\"]");
    }

    private static ListAppender<ILoggingEvent> told() {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.list = new CopyOnWriteArrayList<>();
        told.start();
        TestLog.of(AccessWatch.class).addAppender(told);
        return told;
    }
}

package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.access.FileWatch;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
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

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void tokensThatCannotBeUsedAreKnownAsRefusedUntilTheyCan() throws IOException {
        // given
        Path file = folder.resolve("tokens.yml");
        RefusedFiles refused = new RefusedFiles();
        AccessWatch watch = new AccessWatch(
                new Access(TokenBook.open(file, List.of()), null, null, null), refused, () -> now, () -> {});

        // when, then
        Files.writeString(file, "- {name: a, role: viewr, hash: secret}\n");
        look(watch);
        assertThat(refused.inWords())
                .singleElement()
                .asString()
                .startsWith("tokens.yml cannot be used")
                .contains("tokens.yml:1 [0].role: is not a role")
                .doesNotContain("secret");
        assertThat(new FilesHealth(refused).health().getStatus()).isEqualTo(Status.UP);
        assertThat(new FilesHealth(refused).health().getDetails()).containsOnlyKeys("tokens");
        assertThat(refused.isRefused(WatchedFile.SETTINGS)).isFalse();

        Files.delete(file);
        look(watch);
        assertThat(refused.reasons()).isEmpty();
        assertThat(new FilesHealth(refused).health().getDetails()).isEmpty();
    }

    /** What is new counts once it is at rest. */
    private void look(AccessWatch watch) {
        watch.look();
        now = now.plusSeconds(2);
        watch.look();
    }

    @Test
    void whoStartsWithAnExpiredCertificateIsToldAtOnce() {
        // given
        Instant now = Instant.now();
        TestAuthority.Pair late = TestAuthority.in(folder, "ca")
                .issue("late", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        ServerTls tls = ServerTls.open(new TlsFiles(late.certificate(), late.key(), null));
        Access access = new Access(TokenBook.of(), tls, null, null);
        Logger log = TestLog.of(AccessWatch.class);
        log.setLevel(Level.INFO);
        ListAppender<ILoggingEvent> told = told();

        // when
        try (FileWatch _ = AccessWatch.start(access, new RefusedFiles(), InstantSource.fixed(now), () -> {})) {
            await().until(() -> told.list.stream().anyMatch(AccessWatchTest::isOfTheCertificate));
        } finally {
            log.detachAppender(told);
            log.setLevel(null);
        }

        // then
        assertThat(told.list)
                .anySatisfy(event -> assertThat(event.toString())
                        .contains("no token is set", "a token that is sent is not looked at"));
        String end = late.x509().getNotAfter().toInstant().toString();
        List<ILoggingEvent> events = List.copyOf(told.list);
        assertThat(events)
                .filteredOn(AccessWatchTest::isOfTheCertificate)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(Level.ERROR);
                    assertThat(event.getFormattedMessage())
                            .contains("late.crt", "expired at " + end, "put a new one in its place");
                });
        assertThat(access.secondsLeft(now)).isNegative();
        Health health = new CertificatesHealth(access, InstantSource.fixed(now)).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails().get("http")).asString().contains("expired at " + end);
    }

    private static boolean isOfTheCertificate(ILoggingEvent event) {
        return event.getFormattedMessage().contains("late.crt");
    }

    /** With what belongs to it in lines of its own, further in. */
    @Test
    void eachMistakeIsAnEntryOfItsOwn() {
        ListAppender<ILoggingEvent> told = told();
        try {
            AccessWatch watch = new AccessWatch(
                    new Access(TokenBook.of(), null, null, null), new RefusedFiles(), () -> now, () -> {});
            assertThat(watch.isTaken(
                            new Reload.Refused("mistakes.yml:3 one\n    hint\nmistakes.yml:5 two"), WatchedFile.TOKENS))
                    .isFalse();
        } finally {
            TestLog.of(AccessWatch.class).detachAppender(told);
        }

        // Others tell of tokens at the same time.
        assertThat(told.list)
                .extracting(event -> String.valueOf(event.getKeyValuePairs()))
                .filteredOn(entry -> entry.contains("mistakes.yml"))
                .containsExactly(
                        "[of=\"tokens.yml\", reason=\"mistakes.yml:3 one\n    hint\"]",
                        "[of=\"tokens.yml\", reason=\"mistakes.yml:5 two\"]");
    }

    private static ListAppender<ILoggingEvent> told() {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.list = new CopyOnWriteArrayList<>();
        told.start();
        TestLog.of(AccessWatch.class).addAppender(told);
        return told;
    }
}

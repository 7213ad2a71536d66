package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroubleLogTest {
    private final Logger logger = TestLog.of("troubles of a test");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final TroubleLog troubles = new TroubleLog(() -> now, logger);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(said);
    }

    private List<String> said() {
        List<String> levels = said.list.stream()
                .map(event -> event.getLevel() + " "
                        + event.getKeyValuePairs().stream()
                                .filter(pair -> pair.key.equals("reason"))
                                .findFirst()
                                .orElseThrow()
                                .value)
                .toList();
        said.list.clear();
        return levels;
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    @Test
    void saysEachKindOfTroubleOnceAndThatItIsOver() {
        troubles.seen("a", "HTTP status 503");
        troubles.seen("a", "HTTP status 503");
        troubles.seen("a", "no connection");
        troubles.seen("a", "HTTP status 503");
        troubles.over("a");
        troubles.over("a");

        assertThat(said()).containsExactly("WARN HTTP status 503", "WARN no connection", "INFO no connection");
    }

    @Test
    void numbersInAReasonMakeItNoOther() {
        troubles.seen("a", "illegal_argument_exception: this action would add [2] shards, maximum [1000]");
        troubles.seen("a", "illegal_argument_exception: this action would add [4] shards, maximum [1000]");
        troubles.seen("a", "security_exception: action [x]");

        assertThat(said()).hasSize(2);
    }

    @Test
    void whatComesAndGoesIsSaidTwiceInHalfAMinute() {
        for (int i = 0; i < 299; i++) {
            troubles.seen("a", "no connection");
            troubles.over("a");
            after(Duration.ofMillis(100));
        }
        assertThat(said()).containsExactly("WARN no connection", "INFO no connection");

        after(Duration.ofMillis(100));
        troubles.seen("a", "no connection");
        assertThat(said()).containsExactly("WARN no connection");
    }

    @Test
    void whatComesAgainAndStaysIsSaidAfterHalfAMinute() {
        troubles.seen("a", "no connection");
        troubles.over("a");
        after(Duration.ofSeconds(1));
        troubles.seen("a", "no connection");
        assertThat(said()).hasSize(2);

        after(Duration.ofSeconds(29));
        troubles.seen("a", "no connection");
        troubles.over("a");

        assertThat(said()).containsExactly("WARN no connection", "INFO no connection");
    }

    @Test
    void eachSubjectIsForItself() {
        troubles.seen("a", "HTTP status 503");
        troubles.seen("b", "HTTP status 503");
        troubles.over("a");

        assertThat(said()).containsExactly("WARN HTTP status 503", "WARN HTTP status 503", "INFO HTTP status 503");
    }
}

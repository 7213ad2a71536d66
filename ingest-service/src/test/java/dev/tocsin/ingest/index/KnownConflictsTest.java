package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.TestLog;
import dev.tocsin.ingest.index.KnownConflicts.Offender;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownConflictsTest {
    private static final String STREAM = "logs-shop-tocsin";

    private final Logger log = TestLog.of(KnownConflicts.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final KnownConflicts known = new KnownConflicts();

    @BeforeEach
    void listen() {
        told.start();
        log.setLevel(Level.WARN);
        log.addAppender(told);
        log.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(told);
        log.setAdditive(true);
        log.setLevel(null);
    }

    @Test
    void oneReportForFieldTypeAndKind() {
        known.learn(STREAM, "labels.x", "long", Set.of(ValueKind.WORDS));
        known.learn(STREAM, "labels.x", "long", Set.of(ValueKind.WORDS));
        known.learn(STREAM, "labels.x", "long", Set.of(ValueKind.TEXT));
        known.learn("logs-other-tocsin", "labels.x", "long", Set.of(ValueKind.WORDS));

        assertThat(told.list).hasSize(3);
        assertThat(told.list.getFirst().getKeyValuePairs().toString())
                .isEqualTo(
                        "[dataStream=\"logs-shop-tocsin\", field=\"labels.x\", mappedAs=\"long\", cameAs=\"words\"]");
    }

    /** A wrong date says nothing about the next one: it is to be found as a date if it is one. */
    @Test
    void onlyWhatCanNeverFitIsMovedBeforeItIsSent() {
        known.learn(STREAM, "labels.when", "date", Set.of(ValueKind.FIGURES));
        known.learn(STREAM, "labels.where", "geo_point", Set.of(ValueKind.WORDS));
        known.learn(STREAM, "labels.flag", "boolean", Set.of(ValueKind.WORDS));
        known.learn(STREAM, "labels.path", "keyword", Set.of(ValueKind.WORDS));
        assertThat(known.of(STREAM)).isEmpty();

        known.learn(STREAM, "labels.when", "date", Set.of(ValueKind.WORDS));
        known.learn(STREAM, "labels", "keyword", Set.of(ValueKind.OBJECT));
        known.learn(STREAM, "host", "object", Set.of(ValueKind.FIGURES));

        assertThat(known.of(STREAM))
                .containsExactly(
                        new Offender("host", "object", ValueKind.FIGURES),
                        new Offender("labels", "keyword", ValueKind.OBJECT),
                        new Offender("labels.when", "date", ValueKind.WORDS));
        assertThat(known.of("logs-other-tocsin")).isEmpty();
    }

    @Test
    void ofSeveralKindsInAnArrayThatOneIsToBlameWhichNeverFits() {
        known.learn(STREAM, "numeric_labels.n", "long", EnumSet.of(ValueKind.NUMBER, ValueKind.WORDS));

        assertThat(told.list).hasSize(1);
        assertThat(known.of(STREAM)).isEqualTo(List.of(new Offender("numeric_labels.n", "long", ValueKind.WORDS)));
    }
}

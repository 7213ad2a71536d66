package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.TestLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class ExcessTest {
    private final Logger log = TestLog.of(Excess.class);
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
    private long now;
    // Words of its own: other tests say things by the same logger meanwhile.
    private final Excess excess = new Excess("ExcessTest begins", "ExcessTest ends", Duration.ZERO, () -> now);
    private final Excess rate = new Excess("ExcessTest begins", "ExcessTest ends", Duration.ofSeconds(1), () -> now);

    @BeforeEach
    void listen() {
        heard.start();
        log.setLevel(Level.INFO);
        log.addAppender(heard);
    }

    @AfterEach
    void listenNoMore() {
        log.detachAppender(heard);
        log.setLevel(null);
    }

    private List<String> said() {
        return List.copyOf(heard.list).stream()
                .filter(event -> event.getFormattedMessage().startsWith("ExcessTest"))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs())
                .toList();
    }

    private void pass(Duration time) {
        now += time.toNanos();
        excess.settle();
    }

    @Test
    void isToldOnceWhenItBeginsAndOnceWhenItIsOverForAMinute() {
        for (int i = 0; i < 100; i++) {
            excess.refused("tcp", "address 10.0.0.1", 3, 3, 0);
            pass(Duration.ofSeconds(59));
        }
        assertThat(said()).containsExactly("WARN ExcessTest begins [door=\"tcp\", client=\"address 10.0.0.1\"]");

        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(90));

        assertThat(said())
                .hasSize(2)
                .last()
                .isEqualTo("INFO ExcessTest ends [door=\"tcp\", client=\"address 10.0.0.1\", refused=\"300\"]");
    }

    @Test
    void ofARateTheFiguresOfASecondAreToldWhenItBeginsAndThoseOfAllWhenItIsOver() {
        rate.granted("tcp", "a", 5_000);
        for (int i = 0; i < 10; i++) {
            rate.refused("tcp", "a", 80, 100, 20);
            assertThat(said()).as("in the first second").isEmpty();
            now += Duration.ofMillis(100).toNanos();
        }
        rate.granted("tcp", "a", 15);
        rate.granted("tcp", "b", 15);
        rate.refused("tcp", "a", 50, 85, 20);
        assertThat(said())
                .containsExactly("WARN ExcessTest begins [door=\"tcp\", client=\"a\", allowedPerSecond=\"20\","
                        + " sent=\"1100\", shed=\"850\", seconds=\"1\"]");

        now += Duration.ofSeconds(59).toNanos();
        rate.refused("tcp", "a", 10, 10, 30);
        rate.granted("tcp", "a", 7);
        now += Duration.ofMinutes(1).toNanos();
        rate.settle();

        assertThat(said())
                .hasSize(2)
                .last()
                .isEqualTo("INFO ExcessTest ends [door=\"tcp\", client=\"a\", allowedPerSecond=\"30\","
                        + " sent=\"1110\", shed=\"860\", seconds=\"60\"]");
    }

    @Test
    void ofARateABurstIsToldAtTheNextLook() {
        rate.refused("tcp", "a", 80, 100, 20);
        now += Duration.ofSeconds(5).toNanos();
        rate.settle();

        assertThat(said()).singleElement().asString().contains("WARN", "sent=\"100\"", "shed=\"80\"", "seconds=\"1\"");
    }

    @Test
    void whoBeginsAnewIsToldAnew() {
        excess.refused("tcp", "a", 1, 1, 0);
        pass(Duration.ofMinutes(1));
        excess.refused("tcp", "a", 1, 1, 0);

        assertThat(said()).hasSize(3);
    }

    @Test
    void eachClientIsToldOfForItself() {
        excess.refused("tcp", "a", 1, 1, 0);
        excess.refused("tcp", "b", 1, 1, 0);
        excess.refused("syslog-tcp", "a", 1, 1, 0);
        pass(Duration.ofSeconds(30));
        excess.refused("tcp", "b", 1, 1, 0);
        pass(Duration.ofSeconds(30));

        assertThat(said()).hasSize(5).last().asString().contains("ends", "syslog-tcp");
    }

    @Test
    void ofManyThousandClientsSomeAreNamedAndAllAreCounted() {
        for (int i = 0; i < 50_000; i++) {
            excess.refused("syslog-udp", "address " + i, 2, 2, 0);
        }
        assertThat(said())
                .hasSize(101)
                .last()
                .isEqualTo("WARN ExcessTest begins: more clients than are named [named=\"100\"]");

        pass(Duration.ofMinutes(1));

        assertThat(said())
                .hasSize(202)
                .last()
                .isEqualTo("INFO ExcessTest ends: those that were not named [refused=\"99800\"]");
        excess.refused("syslog-udp", "address 1", 2, 2, 0);
        assertThat(said()).as("there is room for names again").hasSize(203);
    }
}

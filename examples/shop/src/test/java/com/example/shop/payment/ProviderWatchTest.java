package com.example.shop.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("its tests listen to one logger")
class ProviderWatchTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ProviderWatch.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final ProviderWatch watch = new ProviderWatch("cards");

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
        logger.setLevel(null);
    }

    @Test
    void oneLineSaysThatItIsDownAndOneThatItIsUpAgain() {
        // when
        calls(100, true);
        calls(9, false);
        assertThat(lines()).isEmpty();
        calls(50, false);
        calls(17, true);
        assertThat(lines()).containsExactly("provider marked as down");
        calls(50, true);

        // then
        assertThat(lines()).containsExactly("provider marked as down", "provider marked as up again");
    }

    @Test
    void aFailureNowAndThenIsNoNews() {
        for (int i = 0; i < 200; i++) {
            calls(1, false);
            calls(3, true);
        }
        assertThat(lines()).isEmpty();
    }

    private void calls(int count, boolean answered) {
        for (int i = 0; i < count; i++) {
            watch.called(answered);
        }
    }

    private List<String> lines() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}

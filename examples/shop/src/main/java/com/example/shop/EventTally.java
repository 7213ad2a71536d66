package com.example.shop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import net.logstash.logback.appender.LogstashTcpSocketAppender;
import net.logstash.logback.appender.listener.TcpAppenderListener;
import org.jspecify.annotations.Nullable;

/**
 * Counts beside the shipping appender, so that somebody knows what should have arrived. An application that is not a
 * demonstration needs none of this.
 */
final class EventTally extends AppenderBase<ILoggingEvent> {
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong notShipped = new AtomicLong();
    private final AtomicReference<@Nullable Instant> firstOutageError = new AtomicReference<>(null);
    private volatile boolean outage;

    /** Begins to count all that is logged in {@code context}. */
    static EventTally attachTo(LoggerContext context) {
        EventTally tally = new EventTally();
        tally.setContext(context);
        tally.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.iteratorForAppenders().forEachRemaining(tally::watch);
        root.addAppender(tally);
        return tally;
    }

    private void watch(Appender<ILoggingEvent> appender) {
        if (appender instanceof LogstashTcpSocketAppender shipping) {
            shipping.addListener(new TcpAppenderListener<>() {
                @Override
                public void eventAppendFailed(Appender<ILoggingEvent> where, ILoggingEvent event, Throwable reason) {
                    notShipped.incrementAndGet();
                }

                @Override
                public void eventSendFailure(Appender<ILoggingEvent> where, ILoggingEvent event, Throwable reason) {
                    notShipped.incrementAndGet();
                }
            });
        }
    }

    void outageBegins() {
        outage = true;
    }

    void outageEnds() {
        outage = false;
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.incrementAndGet();
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.incrementAndGet();
            if (outage && firstOutageError.get() == null) {
                firstOutageError.compareAndSet(null, event.getInstant());
            }
        }
    }

    long events() {
        return events.get();
    }

    long errors() {
        return errors.get();
    }

    /** How many events the appender gave up: no room for them, or no connection to send them on. */
    long notShipped() {
        return notShipped.get();
    }

    Optional<Instant> firstOutageError() {
        return Optional.ofNullable(firstOutageError.get());
    }
}

package dev.tocsin.ingest;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Logback's loggers, for tests that listen to one. Test classes run side by side: whoever changes one changes it for all. */
public final class TestLog {
    private TestLog() {}

    public static Logger of(Class<?> named) {
        return of(named.getName());
    }

    public static Logger of(String name) {
        // While another thread has SLF4J find Logback, everybody else gets a substitute.
        await().until(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(name);
    }
}

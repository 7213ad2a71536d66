package dev.tocsin.ingest.receive;

import ch.qos.logback.classic.LoggerContext;
import net.logstash.logback.argument.StructuredArguments;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/**
 * An application that logs, ignorant of Tocsin: uses only what every release of the encoders has, so that it runs in a
 * JVM of its own with old ones.
 */
@NullMarked
public final class LoggingShop {
    private LoggingShop() {}

    public static void main(String[] arguments) {
        int events = Integer.parseInt(arguments[0]);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        log(context.getLogger("com.example.Shop"), events);
        context.stop();
    }

    static void log(Logger log, int events) {
        for (int i = 0; i < events; i++) {
            MDC.put("traceId", "trace-" + i);
            MDC.put("user.id", "42");
            MDC.put("cart.size", "3");
            log.info("order {} paid", i, StructuredArguments.kv("order.id", i), StructuredArguments.kv("total", 12.5));
        }
        MDC.clear();
        log.error(
                MarkerFactory.getMarker("AUDIT"),
                "payment failed\nfor größe €",
                new IllegalStateException("card refused\ntwice", new IllegalArgumentException("expired")));
    }
}

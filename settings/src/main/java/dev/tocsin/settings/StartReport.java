package dev.tocsin.settings;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says why a service does not start, as one entry of the log like any other: Spring's frame of stars is not for parsers. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartReport implements SpringBootExceptionReporter {
    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    private final @Nullable ConfigurableApplicationContext context;

    StartReport(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> words = StartFailures.inWords(failure, context);
        words.ifPresent(said -> LOG.atError().log("cannot start: {}", said));
        return words.isPresent();
    }
}

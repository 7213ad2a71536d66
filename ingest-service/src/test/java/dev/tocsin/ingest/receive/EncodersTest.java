package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.MDCAdapter;

/** The newest encoders, through the stock appender and the real door, in this JVM. */
@Timeout(90)
class EncodersTest {
    private static final int EVENTS = 1_000;

    @Test
    void theLogstashEncoderOfTodayIsUnderstood() throws JoranException {
        ship("logstash.xml", true);
    }

    @Test
    void theEcsEncoderIsUnderstood() throws JoranException {
        ship("ecs.xml", false);
    }

    @Test
    void theAppenderLosesNothingWhenTheServiceIsRestarted() throws Exception {
        int events = 100_000;
        OpenDoors before = new OpenDoors();
        int port = before.tcpPort();
        LoggerContext context = context("logstash.xml", port);
        Thread logging =
                Thread.ofPlatform().start(() -> LoggingShop.log(context.getLogger("com.example.Shop"), events));
        await().until(() -> before.journal.count() > 2_000);

        before.close();
        try (OpenDoors after = OpenDoors.onTcpPort(port)) {
            logging.join();
            context.stop();

            await().until(() -> before.journal.count() + after.journal.count() >= events + 1);
            assertThat(before.journal.count() + after.journal.count()).isEqualTo(events + 1);
            assertThat(after.journal.count())
                    .as("the restart came in the middle")
                    .isPositive();
            assertThat(before.deadLetters.letters()).isEmpty();
            assertThat(after.deadLetters.letters()).isEmpty();
        }
    }

    private static void ship(String configuration, boolean structuredArguments) throws JoranException {
        try (OpenDoors doors = new OpenDoors()) {
            LoggerContext context = context(configuration, doors.tcpPort());
            LoggingShop.log(context.getLogger("com.example.Shop"), EVENTS);
            context.stop();

            ShippedEvents.assertArrived(doors, EVENTS, structuredArguments);
        }
    }

    /** A logging system of its own beside this JVM's. */
    private static LoggerContext context(String configuration, int port) throws JoranException {
        LoggerContext context = new LoggerContext();
        MDCAdapter mdc = ((LoggerContext) LoggerFactory.getILoggerFactory()).getMDCAdapter();
        context.setMDCAdapter(mdc);
        context.putProperty("port", Integer.toString(port));
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Path.of("src/test/resources/encoders", configuration).toFile());
        context.start();
        return context;
    }
}

package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders of earlier years with the logback and Jackson of their time, each in a JVM of its own. */
@Timeout(180)
class EncodersIT {
    private static final int EVENTS = 1_000;

    @ParameterizedTest
    @ValueSource(strings = {"7.4", "8.1"})
    void olderLogstashEncodersAreUnderstood(String version) throws Exception {
        try (OpenDoors doors = new OpenDoors()) {
            Process shop = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            "target/encoders/" + version + "/*" + File.pathSeparator + "target/test-classes",
                            "-Dlogback.configurationFile=src/test/resources/encoders/logstash.xml",
                            "-Dport=" + doors.tcpPort(),
                            LoggingShop.class.getName(),
                            Integer.toString(EVENTS))
                    .redirectErrorStream(true)
                    .redirectOutput(new File("target/encoders/shop-" + version + ".log"))
                    .start();
            try {
                ShippedEvents.assertArrived(doors, EVENTS, true);
                assertThat(shop.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(shop.exitValue()).isZero();
            } finally {
                shop.destroyForcibly();
            }
        }
    }
}

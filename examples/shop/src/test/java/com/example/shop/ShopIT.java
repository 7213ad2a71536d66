package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A whole day with the logback.xml that readers copy, against a socket that counts. */
class ShopIT {
    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");

    @TempDir
    Path folder;

    @Test
    void shipsEveryEventThatItReportsAndSaysWhenTheOutageBegan() throws Exception {
        try (LineSink tocsin = new LineSink()) {
            // given
            Shop.nameProcess();
            configureLogging(tocsin.address());
            Path report = folder.resolve("report.jsonl");
            ShopOptions options = ShopOptions.parse(List.of(
                    "--ordinary",
                    "1",
                    "--outage",
                    "1",
                    "--recovery",
                    "1",
                    "--visits",
                    "300",
                    "--report",
                    report.toString()));

            // when
            Shop.open(options, new EndlessInput(), new PrintStream(OutputStream.nullOutputStream()));
            tocsin.awaitEnd();

            // then
            List<String> lines = Files.readAllLines(report);
            String last = lines.getLast();
            assertThat(lines).hasSize(4);
            assertThat(numberIn(last, "notShipped")).isZero();
            assertThat(numberIn(last, "events")).isGreaterThan(1_000).isEqualTo(tocsin.lines.size());
            String process = "\"process\":{\"pid\":\"" + ProcessHandle.current().pid() + "\"}";
            assertThat(tocsin.lines).allMatch(line -> line.contains(process));
            assertThat(sequencesOf(tocsin.lines)).hasSameSizeAs(tocsin.lines);

            List<String> errors = tocsin.lines.stream()
                    .filter(line -> line.contains("\"level\":\"ERROR\""))
                    .toList();
            assertThat(numberIn(last, "errors")).isEqualTo(errors.size());
            assertThat(errors)
                    .hasSizeGreaterThan(50)
                    .allSatisfy(line -> assertThat(line)
                            .contains(
                                    "\"service\":{\"name\":\"checkout-api\"",
                                    "\"provider\":\"cards\"",
                                    "\"millis\":5000",
                                    "\"traceId\":\"",
                                    "\"orderId\":\"o-",
                                    "com.example.shop.payment.PaymentFailed: could not take",
                                    "Caused by: com.example.shop.payment.GatewayUnavailable")
                            .containsAnyOf(
                                    "Caused by: java.net.SocketTimeoutException",
                                    "Caused by: java.net.ConnectException"));

            Instant outage = Instant.parse(textIn(lines.get(1), "at"));
            Instant firstError = Instant.parse(textIn(last, "firstOutageError"));
            assertThat(firstError).isBetween(outage, outage.plusMillis(900));
        }
    }

    private static void configureLogging(String destination) throws Exception {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.reset();
        logging.putProperty("TOCSIN_DESTINATIONS", destination);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logging);
        configurator.doConfigure(ShopIT.class.getResource("/logback.xml"));
        logging.start();
    }

    private static Set<String> sequencesOf(List<String> lines) {
        Set<String> sequences = new HashSet<>();
        for (String line : lines) {
            Matcher matcher = SEQUENCE.matcher(line);
            assertThat(matcher.find()).as(line).isTrue();
            sequences.add(matcher.group(1));
        }
        return sequences;
    }

    private static long numberIn(String json, String name) {
        return Long.parseLong(json.replaceFirst(".*\"" + name + "\":(\\d+).*", "$1"));
    }

    private static String textIn(String json, String name) {
        return json.replaceFirst(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    /** A stdin on which nobody says anything. */
    private static final class EndlessInput extends InputStream {
        @Override
        public int read() {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }
    }
}

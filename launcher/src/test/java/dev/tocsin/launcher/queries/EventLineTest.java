package dev.tocsin.launcher.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class EventLineTest {
    private final Terminal terminal = new Terminal(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), false, false, false);
    private final EventLine line =
            new EventLine(terminal, ZoneId.of("Europe/Berlin"), () -> Instant.parse("2026-11-30T23:30:00Z"), 200);

    private String of(String fields, String time) {
        JsonObject hit = Json.createReader(new StringReader("{\"fields\":" + fields + "}"))
                .readObject();
        return line.of(hit, time).getFirst();
    }

    @Test
    void anEventOfTodayHasNoDayAndItsService() {
        assertThat(of("""
                {"message": ["m"], "log.level": ["INFO"], "service.name": ["shop"], "event.dataset": ["shop"]}""", "2026-11-30T23:10:00.123456Z")).isEqualTo("00:10:00.123 INFO  shop  m");
    }

    @Test
    void anEventOfAnotherDayHasIt() {
        assertThat(of("{\"message\": [\"m\"], \"service.name\": [\"shop\"]}", "2026-11-30T22:10:00Z"))
                .isEqualTo("2026-11-30 23:10:00.000       shop  m");
    }

    @Test
    void anEventThatNamesNoServiceHasItsDataset() {
        assertThat(of("{\"message\": [\"m\"], \"event.dataset\": [\"syslog\"]}", "2026-11-30T23:10:00Z"))
                .endsWith(" (syslog)  m");
        assertThat(of("{\"message\": [\"m\"]}", "2026-11-30T23:10:00Z")).endsWith(":00.000        m");
    }
}

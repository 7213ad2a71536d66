package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShopReportTest {
    private static final String DAY = """
            {"phase":"ordinary","at":"2026-01-01T12:00:00Z"}
            {"phase":"outage","at":"2026-01-01T12:00:15Z"}
            {"phase":"closed","at":"2026-01-01T12:01:00Z","events":7,"errors":2,"notShipped":0,"firstOutageError":"2026-01-01T12:00:16.5Z"}
            """;

    @Test
    void phasesAndFiguresAreRead() {
        // when
        ShopReport report = ShopReport.parse(DAY);

        // then
        assertThat(report.began("outage")).contains(Instant.parse("2026-01-01T12:00:15Z"));
        assertThat(report.began("recovery")).isEmpty();
        assertThat(report.figures()).hasValueSatisfying(figures -> {
            assertThat(figures.events()).isEqualTo(7);
            assertThat(figures.firstOutageError()).contains(Instant.parse("2026-01-01T12:00:16.5Z"));
        });
    }

    @Test
    void whatIsJustBeingWrittenIsNotRead() {
        for (int length = 0; length < DAY.length(); length++) {
            assertThat(ShopReport.parse(DAY.substring(0, length)).figures()).isEmpty();
        }
    }

    @Test
    void aShopWithoutAnErrorHasNoFirstOne() {
        // given
        String line =
                "{\"phase\":\"closed\",\"at\":\"2026-01-01T12:01:00Z\",\"events\":7,\"errors\":0,\"notShipped\":0,"
                        + "\"firstOutageError\":null}\n";

        // then
        assertThat(ShopReport.parse(line).figures().orElseThrow().firstOutageError())
                .isEmpty();
    }

    @Test
    void aReportThatIsNotThereYetIsEmpty() throws IOException {
        assertThat(ShopReport.read(Path.of("/nowhere/report")).figures()).isEmpty();
    }
}

package dev.tocsin.launcher.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the saved queries are listed. */
class QueriesCommandTest {
    @TempDir
    Path config;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void ofALongTitleTheTitleIsShortened() throws IOException {
        // given
        Files.createDirectories(config.resolve("queries"));
        Files.createDirectories(config.resolve("rules"));
        Files.writeString(
                config.resolve("queries/saved-queries.ndjson"),
                "{\"type\":\"query\",\"id\":\"q1\",\"attributes\":{\"title\":\"Errors of the checkout"
                        + " and more".repeat(9) + "\",\"query\":{\"query\":\"a: b\",\"language\":\"kuery\"}}}\n");
        Files.writeString(config.resolve("rules/r.yml"), """
                rule: checkout-errors
                query: {service: shop, kibana: q1}
                condition: {count: hits, threshold: {above: 3}}
                window: 1m
                every: 1m
                """);
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);

        // when
        new QueriesCommand(new Desk(terminal, Map.of(), config, config, InstantSource.system())).list();

        // then
        String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0].strip().split(" {2,}")).containsExactly("NAME", "LANGUAGE OR ID", "FROM", "USED BY");
        assertThat(lines[1])
                .hasSize(79)
                .startsWith("  Errors of t")
                .containsPattern("\\.{3}  query:q1 +queries/saved-queries.ndjson  checkout-errors$");
    }
}

package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line without anything running. */
class TocsinTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StringWriter usage = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "up --help",
                "demo --help",
                "status --help",
                "down --help",
                "rules --help",
                "rules lint --help",
                "rules test --help",
                "rules list --help",
                "rules show --help",
                "rules pause --help",
                "rules resume --help",
                "schedules --help",
                "notify --help",
                "notify test --help",
                "notify preview --help",
                "templates --help",
                "templates install --help",
                "kql --help",
                "bench --help",
                "fetch --help",
                "version --help"
            })
    void helpIsThereForEverything(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(usage.toString()).startsWith("Usage: tocsin");
        assertThat(usage.toString().lines()).allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aWrongOptionIsAMistakeInUsage() {
        assertThat(run("up", "--dta", "x")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(usage.toString()).contains("--dta").contains("--data");
    }

    @Test
    void statusAndDownOfAFolderWhereNothingRunsSaySo() {
        assertThat(run("status", "--data", folder.toString())).isEqualTo(3);
        assertThat(run("down", "--data", folder.toString())).isZero();
        assertThat(text()).contains("Nothing runs on " + folder + ". Start it with ./tocsin up");
    }

    @Test
    void upWithoutConfigurationSaysWhereItLooked() {
        assertThat(run("up", "--config", folder.resolve("none").toString(), "--data", folder.toString()))
                .isEqualTo(1);
        assertThat(text()).contains("there is no configuration in " + folder.resolve("none"));
    }

    @Test
    void upWithAPortThatIsNoneSaysWhichVariableIsWrong() {
        assertThat(run(Map.of("TOCSIN_TCP_PORT", "none"), "up")).isEqualTo(1);
        assertThat(text()).contains("TOCSIN_TCP_PORT=none is not a port");
    }

    @Test
    void kqlNeedsAQueryOrALineOfThem() {
        assertThat(run("kql")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("kql", "a: b", "--batch")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        return Tocsin.commandLine(terminal, environment)
                .setOut(new PrintWriter(usage))
                .setErr(new PrintWriter(usage))
                .execute(arguments);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}

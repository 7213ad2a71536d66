package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What ./tocsin bench says of itself; nothing is measured. */
class BenchTest {
    private final StringWriter said = new StringWriter();
    private final CommandLine command =
            Bench.command().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));

    static Stream<String> names() {
        return Bench.command().getSubcommands().keySet().stream();
    }

    @Test
    void theListHasASentenceAndATimeForEach() {
        String list = command.getUsageMessage();

        assertThat(list).startsWith("Usage: tocsin bench [-hV] NAME\n").contains("./tocsin bench NAME --help");
        assertThat(command.getSubcommands().values()).allSatisfy(one -> {
            String sentence = one.getCommandSpec().usageMessage().description()[0];
            assertThat(sentence)
                    .matches(".*(\\d+ (s|minutes)|A minute for each door|Several minutes)\\..*")
                    .endsWith(".");
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void theHelpOfOneSaysWhatItEndsWithAndHasNoWordAsPlaceholder(String name) {
        assertThat(command.execute(name, "--help")).isZero();

        assertThat(said.toString())
                .startsWith("Usage: tocsin bench " + name)
                .contains("Ends with ")
                .doesNotContain("=<");
        assertThat(said.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nosuch         | there is no benchmark 'nosuch'",
                "crsh           | there is no benchmark 'crsh'; did you mean crash?",
                "crsh --help    | there is no benchmark 'crsh'; did you mean crash?",
                "crash --secnds | there is no option --secnds; did you mean --seconds?",
                "kql a          | 'a' is one argument too many",
                "storm --rules 0 | --alerts, --seconds and --rules are 1 at least",
                "strom          | there is no benchmark 'strom'; did you mean storm?",
                "crash --row    | ./tocsin bench crash --help says more.",
            })
    void whatCannotBeIsToldInWords(String arguments, String words) {
        assertThat(Bench.run(command, arguments.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(said.toString()).contains(words, "./tocsin bench").doesNotContain("Unmatched", "Usage:");
    }
}

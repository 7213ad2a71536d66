package dev.tocsin.launcher.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of what, as a person reads it. */
class RoutesCommandTest {
    private static final String CHANNELS = """
            shop: {slack: {webhook: "${env:NOT_SET_ANYWHERE}"}}
            payments: {slack: {webhook: "${env:NOT_SET_ANYWHERE}"}}
            oncall: {slack: {webhook: "${env:NOT_SET_ANYWHERE}"}}
            """;
    private static final String ROUTES = """
            default: {channel: shop}
            routes:
              - matchers: ['audit!=""']
                channel: oncall
                continue: true
              - match: {team: payments}
                channel: payments
                routes:
                  - matchers: ['severity=~"critical|fatal"']
                    channel: oncall
                  - match: {region: eu}
              - matchers: []
                channel: oncall
            """;

    @TempDir
    Path config;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(config.resolve("channels.yml"), CHANNELS);
        Files.writeString(config.resolve("routes.yml"), ROUTES);
    }

    private RoutesCommand command(boolean isWatched, boolean isFancy) {
        written.reset();
        Terminal terminal =
                new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), isWatched, false, isFancy);
        return new RoutesCommand(new Desk(terminal, environment, config, config, InstantSource.system()));
    }

    private int test(String... labels) {
        return command(false, true).test(List.of(labels), null, null);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showDrawsTheTree() {
        assertThat(command(false, true).show(null)).isZero();
        assertThat(text()).isEqualTo("""
                  default                           shop
                  ├─ audit!=""                      oncall    continue
                  ├─ team=payments                  payments
                  │  ├─ severity=~"critical|fatal"  oncall
                  │  └─ region=eu                   payments
                  └─ every alert                    oncall
                """);
    }

    @Test
    void testSaysWhatCameOfEachRouteAndWhoHears() {
        assertThat(test("team=payments", "severity=critical", "audit=yes")).isZero();

        assertThat(text().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "default | shop | a route takes it",
                        "├─ audit!=\"\" | oncall | takes it, and goes on",
                        "├─ team=payments | payments | matches, one below takes it",
                        "│ | ├─ severity=~\"critical|fatal\" | oncall | takes it",
                        "│ | └─ region=eu | payments | not asked",
                        "└─ every alert | oncall | not asked",
                        "",
                        "oncall hears of it, by audit!=\"\"",
                        "oncall hears of it, by team=payments > severity=~\"critical|fatal\"");
    }

    @Test
    void saysWhatMutesAndWhatHides() throws IOException {
        Files.writeString(config.resolve("routes.yml"), """
                default: {channel: shop}
                timeIntervals:
                  weekends: [{weekdays: ['saturday', 'sunday']}]
                  christmas: [{months: [december], days_of_month: ['24:26']}]
                routes:
                  - match: {team: payments}
                    channel: payments
                    continue: true
                    muteTimes: [weekends, christmas]
                inhibit:
                  - name: host down
                    source: ['rule=host-down']
                    target: ['rule!=host-down']
                    equal: [host.name, region]
                """);

        assertThat(command(false, true).show("2026-11-28T10:00:00Z")).isZero();
        assertThat(text()).isEqualTo("""
                  default           shop
                  └─ team=payments  payments  continue, muted by weekends, christmas

                Time intervals at 2026-11-28 10:00:00 UTC:
                  weekends   mutes until 2026-11-30 00:00:00 UTC
                  christmas  does not mute

                While it fires:
                  rule=host-down hides rule!=host-down of the same host.name, region  (host down)
                """);

        assertThat(command(false, true)
                        .test(List.of("team=payments", "host.name=a"), List.of("payments"), "2026-11-28"))
                .isZero();
        assertThat(text())
                .contains("payments hears of it, by team=payments; not at 2026-11-28 00:00:00 UTC: muted by weekends"
                        + " until 2026-11-30 00:00:00 UTC\n")
                .contains("It is hidden while another alert with rule=host-down and host.name=a and no region");

        command(false, true).test(List.of("team=payments", "rule=host-down"), null, "2026-11-30T00:00Z");
        assertThat(text()).endsWith("payments hears of it, by team=payments\n");
    }

    @Test
    void testSaysWhyARouteDoesNotMatch() {
        assertThat(test("team=payments", "severity=warning")).isZero();

        assertThat(text().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .contains(
                        "├─ audit!=\"\" | oncall | no: there is no audit",
                        "├─ team=payments | payments | takes it",
                        "│ | ├─ severity=~\"critical|fatal\" | oncall | no: severity is warning",
                        "│ | └─ region=eu | payments | no: there is no region",
                        "payments hears of it, by team=payments");
    }

    @Test
    void whatNoRouteTakesIsTheDefaults() throws IOException {
        Files.writeString(config.resolve("routes.yml"), "default: {channel: shop}\n");

        assertThat(test("severity=crit")).isZero();
        assertThat(text())
                .contains(
                        "takes it: no route does",
                        "shop hears of it: no route takes it.",
                        "No alert has this severity: it is warning or critical.");
    }

    @Test
    void expectIsForChecksThatRunByThemselves() {
        assertThat(command(false, true).test(List.of("team=payments", "audit=y"), List.of("payments", "oncall"), null))
                .isZero();
        assertThat(command(false, true).test(List.of("team=payments"), List.of("oncall"), null))
                .isEqualTo(1);
        assertThat(text()).contains("expected oncall to hear of it, but it is payments");
    }

    @Test
    void whatIsWrongInTheFileIsToldAndTheRestIsShown() throws IOException {
        Files.writeString(config.resolve("routes.yml"), ROUTES.replace("'audit!=\"\"'", "audit~x"));

        assertThat(command(false, true).show(null)).isEqualTo(1);
        assertThat(text())
                .contains(
                        "routes.yml:3 routes[0].matchers[0]: character 6 of 'audit~x': expected =, !=, =~ or !~ (an expression"
                                + " that has to match is =~)",
                        "team=payments");
        assertThat(test("team=payments")).isEqualTo(1);
    }

    @Test
    void withoutAnyChannelItSaysSo() throws IOException {
        Files.delete(config.resolve("channels.yml"));
        Files.delete(config.resolve("routes.yml"));

        assertThat(test("team=payments")).isZero();
        assertThat(text()).contains("(nobody)", "Nobody hears of it: no channel is known here. Write channels.yml");

        environment.put("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T000/B000/XXX");
        assertThat(test("team=payments")).isZero();
        assertThat(text()).contains("slack hears of it").doesNotContain("B000");
    }

    @Test
    void withoutAFolderItSaysWhereItLooked() {
        RoutesCommand command = command(false, true);
        command.config = config.resolve("none");

        assertThatThrownBy(() -> command.show(null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(config.resolve("none").toString())
                .hasMessageContaining("--config");
    }

    @Test
    void aTerminalObeysNothingOfTheFile() throws IOException {
        Files.writeString(
                config.resolve("routes.yml"),
                "default: {channel: shop}\nroutes:\n  - match: {\"a\\e[2Jb\": \"c\\u202Ed\\nover\"}\n");

        command(true, false).show(null);
        assertThat(text()).contains("`- ").doesNotContain("\u001b", "\u202e", "\nover");
        command(true, false).test(List.of("a\u001b[2Jb=c\u202Ed\nover"), null, null);
        assertThat(text()).doesNotContain("\u001b", "\u202e", "\nover");
        command(true, false).test(List.of("a\u001b[2Jb=\u001b[2Jx"), null, null);
        assertThat(text()).doesNotContain("\u001b", "\u202e");
    }
}

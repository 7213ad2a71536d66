package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.route.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotificationConfigTest {
    private static final String URL = "https://hooks.slack.com/services/T0/B0/s3cret";
    private static final Path SHIPPED = Path.of("..", "config");

    @TempDir
    Path folder;

    @Test
    void readsChannelsAndRoutes() throws IOException {
        write("channels.yml", """
                slack-shop: {slack: {webhook: "${env:SLACK_WEBHOOK_URL}"}}
                slack-payments: {slack: {webhook: "${file:payments}"}}
                """);
        write("routes.yml", "default: {channel: slack-shop}");
        write("secrets/payments", URL + "\n");

        NotificationConfig config = load(Map.of("SLACK_WEBHOOK_URL", URL));

        assertThat(config.problems()).isEmpty();
        assertThat(config.warnings()).isEmpty();
        assertThat(config.channels()).extracting(Channel::name).containsExactly("slack-shop", "slack-payments");
        assertThat(config.routes().defaultChannel()).hasValue("slack-shop");
    }

    @Test
    void takesTheEnvironmentAlone() throws IOException {
        NotificationConfig config = load(Map.of("SLACK_WEBHOOK_URL", URL));

        assertThat(config.problems()).isEmpty();
        assertThat(config.channels()).extracting(Channel::name).containsExactly("slack");
        assertThat(config.routes().defaultChannel()).hasValue("slack");
    }

    @Test
    void saysThatNobodyIsToldWithoutAnyChannel() throws IOException {
        NotificationConfig config = load(Map.of());

        assertThat(config.problems()).isEmpty();
        assertThat(config.warnings()).containsExactly(NotificationConfig.NOBODY);
    }

    @Test
    void refusesAnAddressFromTheEnvironmentWithoutShowingIt() throws IOException {
        NotificationConfig config = load(Map.of("SLACK_WEBHOOK_URL", "http://hooks.slack.com/s3cret"));

        assertThat(config.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("SLACK_WEBHOOK_URL");
            assertThat(problem.inWords()).contains("https://").doesNotContain("s3cret");
        });
    }

    @Test
    void tellsAllProblemsAtOnceAndNeverASecret() throws IOException {
        write("secrets/plain", "http://s3cret.example/x");
        write("outside", URL);
        Files.createSymbolicLink(folder.resolve("secrets/link"), folder.resolve("outside"));
        write("channels.yml", """
                no-variable: {slack: {webhook: "${env:NOT_SET}"}}
                no-file: {slack: {webhook: "${file:missing}"}}
                escape: {slack: {webhook: "${file:../outside}"}}
                link: {slack: {webhook: "${file:link}"}}
                not-https: {slack: {webhook: "${file:plain}"}}
                typo: {slak: {webhook: "x"}}
                two: {slack: {webhook: "x"}, email: {}}
                extra: {slack: {webhook: "https://a.example/", color: red}}
                slip: {slack: {webhok: "https://a.example/"}}
                other: {pager: {}}
                none: {slack: {}}
                Bad_Name: {slack: {webhook: "https://a.example/"}}
                """);
        write("routes.yml", "default: {channel: nobody}");

        NotificationConfig config = load(Map.of());

        assertThat(config.problems())
                .extracting(ConfigProblem::inWords)
                .allSatisfy(words -> assertThat(words).doesNotContain("s3cret"))
                .satisfiesExactly(
                        words -> assertThat(words)
                                .startsWith("channels.yml:1 no-variable.slack.webhook: channel 'no-variable' needs the"
                                        + " environment variable NOT_SET, which is not set"),
                        words -> assertThat(words).contains("no-file", "missing", "cannot be read"),
                        words -> assertThat(words).contains("escape", "not inside the secrets folder"),
                        words -> assertThat(words).contains("link", "not inside the secrets folder"),
                        words -> assertThat(words).contains("not-https.slack.webhook", "https://"),
                        words -> assertThat(words).contains("typo.slak", "did you mean 'slack'?"),
                        words -> assertThat(words).contains("two", "exactly one type"),
                        words -> assertThat(words).contains("extra.slack.color", "unknown key"),
                        words -> assertThat(words).contains("slip.slack.webhok", "did you mean 'webhook'?"),
                        words -> assertThat(words).contains("slip.slack.webhook", "missing"),
                        words -> assertThat(words).contains("other.pager", "known types: ", "slack", "webhook"),
                        words -> assertThat(words).contains("none.slack.webhook", "missing"),
                        words -> assertThat(words).contains("Bad_Name", "not a name"),
                        words -> assertThat(words).startsWith("routes.yml:1").contains("nobody"));
        assertThat(config.channels()).extracting(Channel::name).containsExactly("extra");
    }

    @Test
    void readsWhatIsShippedAsItIsAndWithItsExamplesSwitchedOn() throws IOException {
        for (String name : List.of("channels.yml", "routes.yml")) {
            write(name, Files.readString(SHIPPED.resolve(name)));
        }
        assertThat(load(Map.of("SLACK_WEBHOOK_URL", URL)))
                .satisfies(config -> assertThat(config.problems()).isEmpty())
                .satisfies(config -> assertThat(config.channels()).hasSize(1));

        for (String name : List.of("channels.yml", "routes.yml")) {
            String examples = Pattern.compile("^#(?=[a-z]| {2})", Pattern.MULTILINE)
                    .matcher(Files.readString(SHIPPED.resolve(name)))
                    .replaceAll("");
            write(name, examples);
        }
        write("secrets/payments-webhook", URL);
        write("secrets/chat-url", URL);
        write("secrets/smtp-password", "s3cret");
        write("secrets/hooks-secret", "0123456789abcdef");
        NotificationConfig config =
                load(Map.of("SLACK_WEBHOOK_URL", URL, "SLACK_BOT_TOKEN", "xoxb-1234", "SLACK_APP_TOKEN", "xapp-1234"));

        assertThat(config.problems()).isEmpty();
        assertThat(config.channels()).hasSize(7);
        assertThat(config.routes().routes()).isNotEmpty();
    }

    private NotificationConfig load(Map<String, String> environment) {
        return NotificationConfig.load(folder, environment, ChannelTypes.forReading(DiscoverLinks.none()));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

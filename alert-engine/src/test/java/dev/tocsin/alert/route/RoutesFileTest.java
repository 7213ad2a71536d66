package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoutesFileTest {
    private static final List<String> CHANNELS = List.of("slack-shop", "slack-payments");

    @TempDir
    Path folder;

    @Test
    void readsDefaultAndRoutes() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shop}
                routes:
                  - match: {team: payments}
                    channel: slack-payments
                    continue: true
                """, CHANNELS);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes())
                .isEqualTo(new Routes(
                        Optional.of("slack-shop"),
                        List.of(new Route(Map.of("team", "payments"), "slack-payments", true))));
    }

    @Test
    void aFileThatIsTooDeepIsAProblem() throws IOException {
        RoutesFile.Reading reading = read("default: " + "[".repeat(100_000), CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .singleElement()
                .asString()
                .contains("routes.yml:1", "more than 50 levels deep");
    }

    @Test
    void tellsAllProblemsAtOnceWithTheirPlaces() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shp}
                routes:
                  - match: {}
                    channel: slack-payments
                  - match: {team: payments}
                    chanel: slack-payments
                  - match: {team: a}
                    channel: slack-payments
                    continue: maybe
                  - nothing
                route: []
                """, CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .containsExactly(
                        "routes.yml:1 default.channel: there is no channel 'slack-shp' (did you mean"
                                + " 'slack-shop'?)",
                        "routes.yml:3 routes[0].match: missing or empty (name at least one label, such as match: {team:"
                                + " payments})",
                        "routes.yml:5 routes[1].channel: missing (known channels: slack-shop, slack-payments)",
                        "routes.yml:6 routes[1].chanel: unknown key (did you mean 'channel'?)",
                        "routes.yml:9 routes[2].continue: expected true or false",
                        "routes.yml:10 routes[3]: expected name: value below it",
                        "routes.yml:11 route: unknown key (did you mean 'routes'?)");
        assertThat(reading.routes().defaultChannel()).as("better than nobody").hasValue("slack-shop");
    }

    @Test
    void needsNoFileForOneChannel() {
        RoutesFile.Reading reading = RoutesFile.read(folder.resolve("routes.yml"), List.of("slack"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes()).isEqualTo(Routes.to("slack"));
    }

    @Test
    void asksForADefaultAmongSeveral() {
        RoutesFile.Reading reading = RoutesFile.read(folder.resolve("routes.yml"), CHANNELS);

        assertThat(reading.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.hint()).contains("default: {channel: slack-shop}"));
    }

    @Test
    void tellsWhereYamlBreaks() throws IOException {
        RoutesFile.Reading reading = read("default: {channel: slack-shop\nroutes: [", CHANNELS);

        assertThat(reading.problems()).first().satisfies(problem -> {
            assertThat(problem.reason()).startsWith("not YAML");
            assertThat(problem.line()).isPositive();
        });
    }

    private RoutesFile.Reading read(String text, List<String> channels) throws IOException {
        return RoutesFile.read(Files.writeString(folder.resolve("routes.yml"), text), channels);
    }

    @Test
    void aSlipOfThePenIsToldWithWhatWasMeant() throws IOException {
        RoutesFile.Reading reading = read("defalt: {channel: slack-shop}\nroutes: []\nwhatever: 1\n", CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .contains(
                        "routes.yml:1 defalt: unknown key (did you mean 'default'?)",
                        "routes.yml:3 whatever: unknown key (known here: default, routes)");
    }
}

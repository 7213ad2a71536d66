package dev.tocsin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.access.SecretReferences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** What people do wrong, and what they are told. */
class ServiceSettingsTest {
    private static final ServiceSettings<Sample> SETTINGS =
            new ServiceSettings<>("tocsin.sample", Sample.class, "sample.yml");

    @TempDir
    private Path folder;

    private final Map<String, String> variables = new HashMap<>();

    /** Settings of all kinds that the services have. */
    record Sample(
            @DefaultValue("5s") @Within(least = "1s", most = "1h")
            Duration catchUp,

            @DefaultValue("8MB") @Within(least = "1MB") DataSize limit,

            @DefaultValue("8480") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue("false") boolean open,
            @DefaultValue("") String token,
            @DefaultValue Outgoing outgoing) {
        Sample {
            if (open && token.isEmpty()) {
                throw new IllegalArgumentException("tocsin.sample.open needs a token");
            }
        }
    }

    /** A section. */
    record Outgoing(
            @DefaultValue({}) List<String> allow,
            @DefaultValue("80") int rate) {}

    @BeforeEach
    void nameTheFolder() {
        variables.put("TOCSIN_CONFIG", folder.toString());
    }

    @Test
    void whatIsRightIsHandedOn() throws IOException {
        variables.put("SAMPLE_PORT", "1234");
        write("""
                logging: {level: {root: DEBUG}}
                ELASTICSEARCH_URL: http://127.0.0.1:9200
                tocsin:
                  sample:
                    catch-up: 90s
                    limit: 2GB
                    outgoing:
                      allow: [a, b]
                """);
        AtomicReference<@Nullable Sample> made = new AtomicReference<>();

        assertThat(SETTINGS.rehearse(variables, _ -> {}, (sample, _) -> made.set(sample)))
                .isEmpty();

        assertThat(made.get())
                .isEqualTo(new Sample(
                        Duration.ofSeconds(90),
                        DataSize.ofGigabytes(2),
                        1234,
                        false,
                        "",
                        new Outgoing(List.of("a", "b"), 80)));
    }

    @Test
    void aFileThatIsNotThereIsAnEmptyOne() {
        assertThat(complaint()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "catch-up: soon          | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, not 'soon'",
                "catch-up: 15            | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, not '15'",
                "catch-up: 1h30m         | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, not '1h30m'",
                "catch-up: 2h            | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, not '2h'",
                "catch-up: -5s           | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, not '-5s'",
                "limit: 64               | expected a size with its unit, such as 512KB, 64MB or 8GB, at least 1MB, not '64'",
                "limit: 64 apples        | expected a size with its unit, such as 512KB, 64MB or 8GB, at least 1MB, not '64 apples'",
                "limit: 1KB              | expected a size with its unit, such as 512KB, 64MB or 8GB, at least 1MB, not '1KB'",
                "port: http              | expected a whole number, from 0 to 65535, not 'http'",
                "port: 70000             | expected a whole number, from 0 to 65535, not '70000'",
                "open: perhaps           | expected true or false, not 'perhaps'",
                "outgoing: everywhere    | expected name: value below it, not 'everywhere'",
                "token: '${NOT_THERE}'   | refers to NOT_THERE, which is not set",
                "port: '${NOT_THERE}'    | refers to NOT_THERE, which is not set",
                "open: true              | needs a token",
            })
    void aBadValueIsNamedWithItsPlaceAndTheFormThatIsExpected(String line, String said) throws IOException {
        write("tocsin:\n  sample:\n    " + line + "\n");

        assertThat(complaint())
                .isEqualTo(folder.resolve("sample.yml") + ":3 tocsin.sample." + line.replaceFirst(":.*", "") + ": "
                        + said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tocsin: {sample: {catch-upp: 5s}}       | tocsin.sample.catch-upp | did you mean 'catch-up'?",
                "tocsin: {sample: {whatever: 5s}}        | tocsin.sample.whatever | known here: catch-up, limit, port, open, token, outgoing",
                "tocsin: {sample: {outgoing: {alow: []}}} | tocsin.sample.outgoing.alow | did you mean 'allow'?",
                "tocsin: {sample: {nothing: {a: 1, b: 2}}} | tocsin.sample.nothing | known here: catch-up, limit, port, open, token, outgoing",
                "tocsin: {smaple: {port: 1}}             | tocsin.smaple | did you mean 'sample'?",
                "tocsin: {other: {port: 1}}              | tocsin.other | known here: sample",
                "tocsn: {sample: {port: 1}}              | tocsn | did you mean 'tocsin'?",
                "sample: {port: 1}                       | sample | known here: tocsin",
            })
    void aKeyThatThereIsNotIsToldWithWhatThereIs(String text, String key, String hint) throws IOException {
        write(text + "\n");

        assertThat(complaint()).isEqualTo(folder.resolve("sample.yml") + ":1 " + key + ": unknown key (" + hint + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tocsin: {sample: {port: 1             | :2: is no YAML from here on (look at quotes, colons and indents)",
                "'tocsin: {sample: {port: 1, port: 2}}' | :1: a key is here twice (keep one of them)",
            })
    void whatIsNoYamlIsToldWithItsLine(String text, String said) throws IOException {
        write(text + "\n");

        assertThat(complaint()).isEqualTo(folder.resolve("sample.yml") + said);
    }

    @Test
    void aFolderInPlaceOfTheFileIsTold() throws IOException {
        Files.createDirectories(folder.resolve("sample.yml"));

        assertThat(complaint()).startsWith(folder.resolve("sample.yml") + ": is a folder");
    }

    @Test
    void allThatIsWrongIsToldAtOnceInTheOrderOfTheFile() throws IOException {
        write("""
                tocsin:
                  sample:
                    port: http
                    lmit: 1GB
                    catch-up: 15
                """);

        assertThat(complaint().lines().map(line -> line.replaceFirst(".*sample.yml:(\\d+) (\\S+): .*", "$1 $2")))
                .containsExactly("3 tocsin.sample.port", "4 tocsin.sample.lmit", "5 tocsin.sample.catch-up");
    }

    @Test
    void aBadVariableIsNamedAndNotTheKeyThatItIsFor() throws IOException {
        write("tocsin: {sample: {limit: '${LIMIT:1GB}'}}\n");
        variables.put("SAMPLE_PORT", "none");
        variables.put("TOCSIN_SAMPLE_OPEN", "perhaps");
        variables.put("LIMIT", "5");

        assertThat(complaint().lines())
                .containsExactlyInAnyOrder(
                        "SAMPLE_PORT: expected a whole number, from 0 to 65535",
                        "TOCSIN_SAMPLE_OPEN: expected true or false, not 'perhaps'",
                        "LIMIT: expected a size with its unit, such as 512KB, 64MB or 8GB, at least 1MB");
    }

    @Test
    void whatMayBeASecretIsNotShown() throws IOException {
        String secret = "s3cret".repeat(8);
        write("tocsin: {sample: {tokn: s3cret, " + secret + ": 1, port: " + secret + "}}\n");

        assertThat(complaint())
                .contains("did you mean 'token'?", "tocsin.sample: unknown key", "tocsin.sample.port: expected")
                .doesNotContain("s3cret");
    }

    @Test
    void secretsComeFromVariablesAndFilesButNeverByMistake() throws IOException {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/token"), "from-file\n");
        ReferencedSecrets secrets =
                new ReferencedSecrets(new SecretReferences(Map.of("TOKEN", "from-env"), folder.resolve("secrets")));

        assertThat(secrets.getProperty("env:TOKEN")).isEqualTo("from-env");
        assertThat(secrets.getProperty("file:token")).isEqualTo("from-file");
        assertThat(secrets.getProperty("tocsin.sample.token")).isNull();
        assertThatThrownBy(() -> secrets.getProperty("env:OTHER")).hasMessageContaining("OTHER, which is not set");

        write("tocsin: {sample: {token: '${env:OTHER}'}}\n");
        assertThat(SETTINGS.rehearse(
                        variables,
                        environment -> environment.getPropertySources().addLast(secrets),
                        (_, _) -> {}))
                .get()
                .asString()
                .contains("sample.yml:1 tocsin.sample.token: needs ", "OTHER, which is not set");
    }

    @Test
    void anApplicationEndsWithTheSameWordsBeforeAnythingIsMade() throws IOException {
        write("tocsin: {sample: {prot: 1}}\n");

        assertThatThrownBy(() -> start()).isInstanceOf(BadSettings.class).hasMessageContaining("did you mean 'port'?");

        write("tocsin: {sample: {prot: 1\n");
        assertThatThrownBy(() -> start())
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("sample.yml:2: is no YAML from here on");
    }

    private void start() {
        SpringApplication application = new SpringApplication(Object.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        SETTINGS.guard(application);
        application.run("--TOCSIN_CONFIG=" + folder).close();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("sample.yml"), text);
    }

    private String complaint() {
        return SETTINGS.rehearse(variables, _ -> {}, (_, _) -> {}).orElse("");
    }
}

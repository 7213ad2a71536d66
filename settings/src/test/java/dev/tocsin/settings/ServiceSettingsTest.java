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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
    @ConfigurationProperties(prefix = "tocsin.sample", ignoreUnknownFields = false)
    record Sample(
            @DefaultValue("5s") @Within(least = "1s", most = "1h")
            Duration catchUp,

            @DefaultValue("8MB") @Within(least = "1MB") DataSize limit,

            @DefaultValue("8480") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue("false") boolean open,
            @DefaultValue("") String token,
            @DefaultValue("./data") Path folder,
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
                        Path.of("data"),
                        new Outgoing(List.of("a", "b"), 80)));
    }

    @Test
    void argumentsAndSpringsJsonWinOverTheFileAsAtAStart() throws IOException {
        variables.put("SPRING_APPLICATION_JSON", "{\"tocsin\": {\"sample\": {\"limit\": \"3MB\", \"port\": 3}}}");
        write("tocsin: {sample: {catch-up: 90s, limit: 2MB, port: 2}}");
        AtomicReference<@Nullable Sample> made = new AtomicReference<>();

        assertThat(SETTINGS.rehearse(
                        variables, List.of("--tocsin.sample.port=4"), _ -> {}, (sample, _) -> made.set(sample)))
                .isEmpty();

        assertThat(made.get()).satisfies(sample -> {
            assertThat(sample.catchUp()).isEqualTo(Duration.ofSeconds(90));
            assertThat(sample.limit()).isEqualTo(DataSize.ofMegabytes(3));
            assertThat(sample.port()).isEqualTo(4);
        });
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
                "catch-up:               | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, but nothing is there",
                "catch-up: ''            | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, from 1s to 1h, but nothing is there",
                "limit:                  | expected a size with its unit, such as 512KB, 64MB or 8GB, at least 1MB, but nothing is there",
                "port:                   | expected a whole number, from 0 to 65535, but nothing is there",
                "open:                   | expected true or false, but nothing is there",
                "folder:                 | expected a path, but nothing is there",
                "token: {s3cretK: s3cretV} | expected a text, not name: value below it",
                "token: [s3cretK, s3cretV] | expected a text, not a list",
                "port: {a: 1, b: 2}      | expected a whole number, not name: value below it",
                "catch-up: {5s: }        | expected a time with its unit, such as 500ms, 15s, 5m, 1h or 1d, not name: value below it",
                "token: 'a${s3cret}b'    | refers to something that is not set, by a ${ in it",
                "token: '${s3cret:${s3cret}}' | refers to something that is not set, by a ${ in it",
            })
    void aBadValueIsNamedWithItsPlaceAndTheFormThatIsExpected(String line, String said) throws IOException {
        write("tocsin:\n  sample:\n    " + line + "\n");

        assertThat(complaint())
                .isEqualTo(folder.resolve("sample.yml") + ":3 tocsin.sample." + line.replaceFirst(":.*", "") + ": "
                        + said);
        assertThat(startRefused()).as("what the start says").isEqualTo(complaint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tocsin: {sample: {catch-upp: 5s}}       | tocsin.sample.catch-upp | did you mean 'catch-up'?",
                "tocsin: {sample: {whatever: 5s}}        | tocsin.sample.whatever | known here: catch-up, limit, port, open, token, folder, outgoing",
                "tocsin: {sample: {outgoing: {alow: []}}} | tocsin.sample.outgoing.alow | did you mean 'allow'?",
                "tocsin: {sample: {nothing: {a: 1, b: 2}}} | tocsin.sample.nothing | known here: catch-up, limit, port, open, token, folder, outgoing",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outgoing: {allow: {a: b}}",
                "outgoing: {allow: [{s3cretK: s3cretV}]}",
                "outgoing: {allow: [[s3cretV]]}",
                "outgoing: [s3cretV]",
                "outgoing: {rate: [1]}",
                "outgoing: {rate: }",
                "outgoing: {allow: }",
                "outgoing: {allow: []}",
                "outgoing: {}",
                "outgoing: ",
                "token: ",
                "token: []",
                "token: {}",
                "folder: [s3cretV]",
                "port: 0x50",
                "open: on",
            })
    void whatTheCheckSaysTheStartSaysToo(String line) throws IOException {
        write("tocsin:\n  sample:\n    " + line + "\n");

        assertThat(startRefused()).isEqualTo(complaint()).doesNotContain("s3cret");
    }

    @Test
    void aSecretWithSignsOfAReferenceIsNotShown() throws IOException {
        String secret = "abc${s3cret}def";
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/token"), secret);
        ReferencedSecrets secrets = new ReferencedSecrets(new SecretReferences(Map.of(), folder.resolve("secrets")));
        String said = "refers to something that is not set, by a ${ in it";

        variables.put("SAMPLE_TOKEN", secret);
        variables.put("OTHER_PASSWORD", secret);
        assertThat(complaint().lines()).containsExactlyInAnyOrder("SAMPLE_TOKEN: " + said, "OTHER_PASSWORD: " + said);

        variables.keySet().removeAll(List.of("SAMPLE_TOKEN", "OTHER_PASSWORD"));
        variables.put("TOCSIN_SAMPLE_TOKEN", secret);
        assertThat(complaint()).isEqualTo("TOCSIN_SAMPLE_TOKEN: " + said);

        variables.remove("TOCSIN_SAMPLE_TOKEN");
        write("tocsin: {sample: {token: '${file:token}'}}\n");
        assertThat(SETTINGS.rehearse(
                        variables,
                        environment -> environment.getPropertySources().addLast(secrets),
                        (_, _) -> {}))
                .get()
                .asString()
                .contains("sample.yml:1 tocsin.sample.token: refers to")
                .doesNotContain("s3cret");
    }

    @Test
    void whatOthersReadIsLookedAtToo() throws IOException {
        ReferencedSecrets secrets = new ReferencedSecrets(new SecretReferences(Map.of(), folder.resolve("secrets")));
        write("""
                OTHER_PASSWORD: '${env:NOPE}'
                PASSWORD: '${NOPE}'
                spring: {datasource: {password: 'abc${s3cret}def'}}
                """);

        assertThat(SETTINGS.rehearse(
                                variables,
                                environment -> environment.getPropertySources().addLast(secrets),
                                (_, _) -> {})
                        .orElse("")
                        .lines()
                        .map(line -> line.replace(folder + "/", "")))
                .containsExactly(
                        "sample.yml:1 OTHER_PASSWORD: needs the environment variable NOPE, which is not set: export NOPE=...",
                        "sample.yml:2 PASSWORD: refers to NOPE, which is not set",
                        "sample.yml:3 spring.datasource.password: refers to something that is not set, by a ${ in it");
    }

    @Test
    void whatIsReadAfterwardsIsNamedByItsVariable() {
        variables.put("GOOD", "g");
        variables.put("EMPTY", "");
        variables.put("BAD", "abc${s3cret}def");
        AtomicReference<Map<String, String>> read = new AtomicReference<>(Map.of());

        assertThat(SETTINGS.rehearse(
                        variables,
                        _ -> {},
                        (_, environment) ->
                                read.set(ServiceSettings.valuesOf(List.of("GOOD", "EMPTY", "NONE"), environment))))
                .isEmpty();
        assertThat(read.get()).isEqualTo(Map.of("GOOD", "g"));
        assertThat(SETTINGS.rehearse(
                        variables,
                        _ -> {},
                        (_, environment) -> ServiceSettings.valuesOf(List.of("GOOD", "BAD"), environment)))
                .contains("BAD: refers to something that is not set, by a ${ in it");
        assertThat(SETTINGS.rehearse(variables, _ -> {}, (_, environment) -> environment.getProperty("BAD")))
                .contains("a setting refers to something that is not set, by a ${ in it");
    }

    @Test
    void anEmptyVariableIsNone() throws IOException {
        variables.put("SAMPLE_PORT", "");
        variables.put("TOCSIN_SAMPLE_CATCHUP", " ");
        assertThat(complaint()).isEmpty();

        write("SAMPLE_PORT:\n");
        assertThat(complaint())
                .isEqualTo("SAMPLE_PORT: expected a whole number, from 0 to 65535, but nothing is there");
    }

    /** As it stands in the log; empty if the application starts. */
    private String startRefused() {
        try {
            start();
            return "";
        } catch (RuntimeException e) {
            return StartFailures.inWords(e, null).orElseThrow(() -> e);
        }
    }

    /** A service of such settings. */
    @EnableConfigurationProperties(Sample.class)
    static class Service {}

    private void start() {
        SpringApplication application = new SpringApplication(Service.class);
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

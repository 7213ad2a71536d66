package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.access.SecretReferences;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

class IngestSettingsTest {
    private static final Path EXAMPLE = Path.of("../config/ingest.yml");

    @TempDir
    private Path folder;

    @Test
    void theExampleSaysTheDefaults() throws IOException {
        IngestSettings plain = load("");

        IngestSettings example = load(Files.readString(EXAMPLE));

        assertThat(example).isEqualTo(plain);
        assertThat(plain.tcp().door()).isEqualTo(TcpDoorSettings.DEFAULTS);
        assertThat(plain.http().door()).isEqualTo(HttpDoorSettings.DEFAULTS);
        assertThat(plain.events().enrich()).isEqualTo(EnrichSettings.DEFAULTS);
    }

    @Test
    void theExampleIsComplete() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        for (PropertySource<?> source :
                new YamlPropertySourceLoader().load("example", new FileSystemResource(EXAMPLE))) {
            keys.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
        }

        assertThat(keys).isEqualTo(keysOf("tocsin.ingest", IngestSettings.class));
    }

    @Test
    void theEnvironmentReachesTheSettings() throws IOException {
        IngestSettings settings =
                load(Files.readString(EXAMPLE), "TOCSIN_TCP_PORT=1", "TOCSIN_HTTP_PORT=2", "TOCSIN_TOKEN=t");

        assertThat(settings.tcp().port()).isEqualTo(1);
        assertThat(settings.http().port()).isEqualTo(2);
        assertThat(settings.token()).isEqualTo("t");
        assertThat(settings.toString()).doesNotContain("token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp: {prot: 1}              | tocsin.ingest.tcp.prot",
                "unknown: 1                  | tocsin.ingest.unknown",
                "memory: lots                | memory",
                "memory: 1MB                 | tocsin.ingest.memory",
                "tcp: {line-timeout: soon}   | line-timeout",
                "tcp: {port: 99999}          | tcp: port",
                "events: {namespace: a-b}    | namespace",
                "events: {namespace: prod}   | begin with tocsin",
                "journal: {limit: 1MB}       | limit",
                "http: {rate: -1}            | http: rate",
                "http: {tls: {key: a}}       | tocsin.ingest.http.tls: TLS needs both",
                "tcp-tls: {certificate: a}   | tocsin.ingest.tcp-tls: TLS needs both",
                "management-tls: true        | tocsin.ingest.management-tls needs",
            })
    void whatIsWrongIsNamed(String line, String named) {
        assertThatThrownBy(() -> load("tocsin:\n  ingest:\n    " + line))
                .satisfies(failure -> assertThat(allMessages(failure)).contains(named));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlaceAndWithoutItsValue() {
        assertThatThrownBy(() -> load("tocsin:\n  ingest:\n    tokn: s3cret"))
                .satisfies(failure -> assertThat(Objects.requireNonNull(new StartFailure().analyze(failure))
                                .getDescription())
                        .contains("unknown setting tocsin.ingest.tokn in", "ingest.yml", "3:")
                        .doesNotContain("s3cret"));
    }

    @Test
    void secretsComeFromVariablesAndFilesButNeverByMistake() throws IOException {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/token"), "from-file\n");
        ReferencedSecrets secrets =
                new ReferencedSecrets(new SecretReferences(Map.of("TOKEN", "from-env"), folder.resolve("secrets")));

        assertThat(secrets.getProperty("env:TOKEN")).isEqualTo("from-env");
        assertThat(secrets.getProperty("file:token")).isEqualTo("from-file");
        assertThat(secrets.getProperty("tocsin.ingest.token")).isNull();
        assertThatThrownBy(() -> secrets.getProperty("env:OTHER")).hasMessageContaining("OTHER, which is not set");
    }

    private IngestSettings load(String yaml, String... variables) throws IOException {
        Files.writeString(folder.resolve("ingest.yml"), yaml);
        List<String> arguments = new ArrayList<>();
        arguments.add("--TOCSIN_CONFIG=" + folder);
        for (String variable : variables) {
            arguments.add("--" + variable);
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(arguments.toArray(String[]::new))) {
            return context.getBean(IngestSettings.class);
        }
    }

    private static TreeSet<String> keysOf(String prefix, Class<?> type) {
        TreeSet<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                keys.addAll(keysOf(key, component.getType()));
            } else {
                keys.add(key);
            }
        }
        return keys;
    }

    private static String allMessages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append('\n');
        }
        return messages.toString();
    }

    @EnableConfigurationProperties(IngestSettings.class)
    static class OnlySettings {}
}

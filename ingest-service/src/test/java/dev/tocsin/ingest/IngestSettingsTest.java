package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.receive.Door;
import dev.tocsin.ingest.receive.HeapShares;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.MemoryDeadLetters;
import dev.tocsin.ingest.receive.MemoryJournal;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
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
    void theHandbookNamesWhatIsInForceWhenItIsSaved() throws IOException {
        String handbook = Files.readString(Path.of("../docs/OPERATIONS.md"));
        String table = handbook.substring(
                handbook.indexOf("**In force when the file is saved**"),
                handbook.indexOf("`tokens.yml` and certificates are read again"));

        assertThat(Pattern.compile("`([a-z.-]+)`").matcher(table).results().map(key -> "tocsin.ingest." + key.group(1)))
                .containsExactlyInAnyOrderElementsOf(liveKeysOf("tocsin.ingest", IngestSettings.class));
    }

    @Test
    void theEnvironmentReachesTheSettings() throws IOException {
        IngestSettings settings = load(
                Files.readString(EXAMPLE),
                "TOCSIN_TCP_PORT=1",
                "TOCSIN_HTTP_PORT=2",
                "TOCSIN_SYSLOG=true",
                "TOCSIN_SYSLOG_ZONE=Europe/Berlin",
                "TOCSIN_OTLP_GRPC=true",
                "TOCSIN_OTLP_GRPC_PORT=3",
                "TOCSIN_OTLP_HTTP_PORT=4",
                "TOCSIN_TOKEN=t");

        assertThat(settings.tcp().port()).isEqualTo(1);
        assertThat(settings.http().port()).isEqualTo(2);
        assertThat(settings.syslog().enabled()).isTrue();
        assertThat(settings.syslog().zoneId()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(settings.otlp()).isEqualTo(new IngestSettings.Otlp("127.0.0.1", true, 3, false, 4));
        assertThat(settings.token()).isEqualTo("t");
        assertThat(settings.toString()).doesNotContain("token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp: {prot: 1}              | :3 tocsin.ingest.tcp.prot: unknown key (did you mean 'port'?)",
                "memory: lots                | :3 tocsin.ingest.memory: expected a size with its unit",
                "memory: 1MB                 | :3 tocsin.ingest.memory: has to be at least 8MB",
                "memory: 64                  | not '64'",
                "tcp: {line-timeout: soon}   | :3 tocsin.ingest.tcp.line-timeout: expected a time with its unit",
                "tcp: {line-timeout: 5}      | not '5'",
                "tcp: {port: 99999}          | :3 tocsin.ingest.tcp.port: expected a whole number, from 0 to 65535",
                "events: {namespace: a-b}    | ingest.yml: namespace",
                "events: {namespace: prod}   | begin with tocsin",
                "events: {drop: [{name: a, kql: 'message: *', onein: 2}]} | :3 tocsin.ingest.events.drop[0].onein: unknown key",
                "events: {drop: [{name: a, kql: 'loglevel: x'}]} | :3 tocsin.ingest.events.drop[0].kql: No event has the field loglevel.",
                "events: {drop: [{name: a, kql: 'message: ('}]}  | :3 tocsin.ingest.events.drop[0].kql: Expected",
                "events: {drop: [{name: a}]} | :3 tocsin.ingest.events.drop[0].kql: is missing",
                "events: {drop: [{name: a, kql: null}]} | :3 tocsin.ingest.events.drop[0].kql: is missing",
                "events: {sample: [{name: a, kql: ' ', one-in: 2}]} | :3 tocsin.ingest.events.sample[0].kql: is missing",
                "events: {drop: [{name: A b, kql: 'message: *'}]} | :3 tocsin.ingest.events.drop[0].name: a rule's name has small letters",
                "events: {sample: [{name: a, kql: 'message: *'}]} | tocsin.ingest.events.sample[0].one-in: has to be at least 2",
                "events: {drop: [{name: a, kql: 'message: *'}, {name: a, kql: 'tags: x'}]} | :3 tocsin.ingest.events.drop[1].name: the name 'a' is there twice; drop[0] has it",
                "events: {drop: [{name: a, kql: 'message: *'}], sample: [{name: a, kql: 'tags: x', one-in: 2}]} | :3 tocsin.ingest.events.sample[0].name: the name 'a' is there twice; drop[0] has it",
                "events: {redact: {patterns: [credential]}} | :3 tocsin.ingest.events.redact.patterns[0]: is no pattern that is known by name (did you mean 'credentials'?)",
                "events: {redact: {own: [{name: a, regex: '(a'}]}} | :3 tocsin.ingest.events.redact.own[0].regex: is no regular expression",
                "events: {redact: {own: [{name: a}]}} | :3 tocsin.ingest.events.redact.own[0].regex: matches the empty text",
                "events: {redact: {own: [{name: e-mail, regex: a}]}} | :3 tocsin.ingest.events.redact.own[0].name: a pattern's name",
                "journal: {limit: 1MB}       | :3 tocsin.ingest.journal.limit: has to be at least twice",
                "dead-letters: {file: 1GB}   | tocsin.ingest.dead-letters.limit: has to be at least four times",
                "journal: {segment: 1KB}     | :3 tocsin.ingest.journal.segment: expected a size with its unit",
                "otlp: {grpc-port: 70000}    | :3 tocsin.ingest.otlp.grpc-port: expected a whole number, from 0 to 65535",
                "http: {rate: -1}            | :3 tocsin.ingest.http.rate: expected a whole number, from 0 to 1000000",
                "http: {idle-timeout: 0s}    | :3 tocsin.ingest.http.idle-timeout: expected a time",
                "http: {elasticsearch-version: 9.5} | :3 tocsin.ingest.http.elasticsearch-version: is no version of Elasticsearch: write three numbers",
                "http: {tls: {key: a}}       | :3 tocsin.ingest.http.tls: TLS needs both",
                "tcp-tls: {certificate: a}   | tocsin.ingest.tcp-tls: TLS needs both",
                "syslog: {zone: Berlin}      | tocsin.ingest.syslog.zone: is no time zone",
                "syslog: {port: 70000}       | :3 tocsin.ingest.syslog.port: expected a whole number, from 0 to 65535",
                "syslog-tls: {key: a}        | tocsin.ingest.syslog-tls: TLS needs both",
                "management-tls: true        | :3 tocsin.ingest.management-tls: needs",
                "token: '${env:NOT_SET}'     | :3 tocsin.ingest.token: needs the environment variable NOT_SET",
            })
    void whatIsWrongIsNamed(String line, String named) throws IOException {
        assertThat(complaint("tocsin:\n  ingest:\n    " + line)).contains(named);
    }

    @Test
    void aMistakeInAQueryIsShownWithACaretBelowIt() throws IOException {
        String file = """
                tocsin:
                  ingest:
                    events:
                      drop:
                        - name: health
                          kql: 'url.path: "/health" and (log.level: DEBUG'
                """;

        assertThat(complaint(file))
                .contains(":6 tocsin.ingest.events.drop[0].kql: Expected ")
                .contains("\n    url.path: \"/health\" and (log.level: DEBUG\n    " + " ".repeat(41)
                        + "^\n    A closing");
        assertThat(complaint(file.replace("DEBUG", "${NOT_SET:DEBUG}")))
                .contains(":6 tocsin.ingest.events.drop[0].kql: Expected ")
                .doesNotContain("\n    ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "card (?=\\d)x | 5 | invalid or unsupported Perl syntax",
                "a(b           | 3 | missing closing )",
                "a**           | 1 | invalid nested repetition operator",
                "a[b-a]        | 2 | invalid character class range",
            })
    void aMistakeInARegularExpressionIsShownWithACaretBelowIt(String regex, int column, String reason)
            throws IOException {
        assertThat(complaint("""
                tocsin:
                  ingest:
                    events:
                      redact:
                        own:
                          - name: employee
                            regex: '%s'
                """.formatted(regex)))
                .contains(":7 tocsin.ingest.events.redact.own[0].regex: is no regular expression", reason)
                .contains("\n    " + regex + "\n    " + " ".repeat(column) + "^");
    }

    @Test
    void aCheckSaysWhetherTheServiceCanStart() throws IOException {
        assertThat(complaint(Files.readString(EXAMPLE))).contains("can start as it is set");
        Files.writeString(folder.resolve("tokens.yml"), "- {name: a, role: viewr}\n");
        assertThat(complaint("")).contains("tokens.yml:1 [0].role: is not a role");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {address: 0.0.0.0}              | the HTTP door will not listen on 0.0.0.0 without a token",
                "tcp: {address: 0.0.0.0}               | the TCP door cannot check who sends",
                "http: {address: nonsense.invalid}     | no such address to listen on: nonsense.invalid",
                "tcp: {address: nonsense.invalid}      | no such address to listen on: nonsense.invalid",
                "token: t, tcp: {address: 0.0.0.0}     | the TCP door cannot check who sends",
                "token: t, http: {address: 0.0.0.0}    | can start as it is set",
                "tcp: {address: 0.0.0.0, trusted-network: true} | can start as it is set",
                "tcp-tls: {address: nonsense.invalid}  | can start as it is set",
                "syslog: {address: 0.0.0.0}            | can start as it is set",
                "syslog: {enabled: true, address: 0.0.0.0} | the syslog door cannot check who sends",
                "tcp: {trusted-network: true}, syslog: {enabled: true, address: 0.0.0.0} | the syslog door cannot check",
                "syslog: {enabled: true, address: 0.0.0.0, trusted-network: true} | can start as it is set",
            })
    void anAddressThatTheStartWouldRefuseIsTold(String settings, String said) throws IOException {
        assertThat(complaint("tocsin: {ingest: {" + settings + "}}")).contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0.0.0          | false | the TCP door cannot check who sends: listening on 0.0.0.0",
                "nonsense.invalid | false | no such address to listen on: nonsense.invalid",
                "0.0.0.0          | true  | can start as it is set",
            })
    void soIsThatOfTheTlsPortIfThereIsOne(String address, boolean knowsWhoSends, String said) throws IOException {
        TestAuthority authority = TestAuthority.in(folder, "ours");
        TestAuthority.Pair server = authority.issueFor("127.0.0.1");
        String files = "certificate: " + server.certificate() + ", key: " + server.key();
        String clients = knowsWhoSends ? ", client-ca: " + authority.file() : "";

        assertThat(complaint("tocsin: {ingest: {tcp-tls: {address: " + address + ", " + files + clients + "}}}"))
                .contains(said);
        assertThat(complaint("tocsin: {ingest: {syslog-tls: {address: " + address + ", " + files + clients + "}}}"))
                .contains(said.replace("TCP", "syslog"));
    }

    @Test
    void aSecretThatCannotBeUsedIsNamedAndNotShown() throws IOException {
        String token = Files.writeString(folder.resolve("token"), "s3cret\n# of october")
                .toString();
        assertThat(complaint("", "TOCSIN_TOKEN_FILE=" + token))
                .startsWith("TOCSIN_TOKEN has a character in it that no token has")
                .doesNotContain("s3cret");
        assertThat(complaint("", "TOCSIN_TOKEN=abc${s3cret}def"))
                .startsWith("TOCSIN_TOKEN: refers to")
                .doesNotContain("s3cret", "abc");
        assertThat(complaint("", "ELASTICSEARCH_PASSWORD=abc${s3cret}def"))
                .startsWith("ELASTICSEARCH_PASSWORD: refers to")
                .doesNotContain("s3cret", "abc");
        assertThat(complaint("ELASTICSEARCH_PASSWORD: '${env:NOPE}'"))
                .contains("ingest.yml:1 ELASTICSEARCH_PASSWORD: needs the environment variable NOPE, which is not set");
        assertThat(complaint("", "TOCSIN_HTTP_TLS_CERT=a", "TOCSIN_HTTP_TLS_KEY=-----BEGIN PRIVATE KEY-----\ns3cret"))
                .contains("tocsin.ingest.http.tls: the key is no path")
                .doesNotContain("s3cret");
    }

    @Test
    void thePlainDoorCanBeShut() throws IOException {
        TestAuthority.Pair pair = TestAuthority.in(folder, "ca").issue("server");
        String shut = "tocsin: {ingest: {tcp: {enabled: false, address: 0.0.0.0, port: 0}, tcp-tls: {port: 0,"
                + " certificate: " + pair.certificate() + ", key: " + pair.key() + "}, http: {port: 0}}}";

        assertThat(doorsOf(load(shut))).containsExactly("tcp-tls", "http");
        assertThat(complaint(shut)).contains("can start as it is set");
        assertThat(load("", "TOCSIN_TCP=false").tcp().enabled()).isFalse();
    }

    private List<String> doorsOf(IngestSettings settings) {
        Access access = Access.open(folder, settings);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (MemoryJournal journal = new MemoryJournal();
                RefusedRecords refused = new RefusedRecords(new MemoryDeadLetters(), metrics);
                IngestDoors doors = IngestDoors.open(
                        new WantedDoors(settings, access).plans(InstantSource.system(), () -> settings),
                        settings.memory(HeapShares.ofThisProcess()),
                        new IngestPipeline(
                                new Streams(EnrichSettings.DEFAULTS, metrics),
                                journal,
                                refused,
                                InstantSource.system(),
                                metrics),
                        metrics)) {
            return doors.all().stream().map(Door::name).toList();
        }
    }

    @Test
    void anEmptyVariableIsNone() throws IOException {
        assertThat(load("", "TOCSIN_TCP_PORT=", "TOCSIN_DATA=", "TOCSIN_HTTP_ADDRESS=  "))
                .isEqualTo(load(""));
    }

    @Test
    void aFolderOfStateThatIsNoneIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        for (Path data : List.of(file, file.resolve("below"))) {
            assertThat(complaint("tocsin: {ingest: {data: " + data + "}}"))
                    .contains("ingest.yml:1 tocsin.ingest.data: " + file + " is no folder");
        }
        assertThat(complaint("tocsin: {ingest: {data: " + folder.resolve("new/data") + "}}"))
                .contains("can start as it is set");
    }

    /** As {@code --check} prints it. */
    private String complaint(String yaml, String... variables) throws IOException {
        Files.writeString(folder.resolve("ingest.yml"), yaml);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        StartRehearsal.run(environment(variables), new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }

    private Map<String, String> environment(String... variables) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TOCSIN_CONFIG", folder.toString());
        for (String variable : variables) {
            environment.put(variable.replaceFirst("=(?s:.*)", ""), variable.replaceFirst("[^=]*=", ""));
        }
        return environment;
    }

    private IngestSettings load(String yaml, String... variables) throws IOException {
        Files.writeString(folder.resolve("ingest.yml"), yaml);
        AtomicReference<@Nullable IngestSettings> read = new AtomicReference<>();
        assertThat(IngestService.SETTINGS.rehearse(
                        environment(variables), _ -> {}, (settings, _) -> read.set(settings)))
                .isEmpty();
        return Objects.requireNonNull(read.get());
    }

    private static TreeSet<String> liveKeysOf(String prefix, Class<?> type) {
        TreeSet<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(prefix, component);
            boolean isLive = component.isAnnotationPresent(Live.class);
            if (!component.getType().isRecord()) {
                keys.addAll(isLive ? List.of(key) : List.of());
            } else {
                keys.addAll(isLive ? keysOf(key, component.getType()) : liveKeysOf(key, component.getType()));
            }
        }
        return keys;
    }

    private static String key(String prefix, RecordComponent component) {
        return prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static TreeSet<String> keysOf(String prefix, Class<?> type) {
        TreeSet<String> keys = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(prefix, component);
            if (component.getType().isRecord()) {
                keys.addAll(keysOf(key, component.getType()));
            } else {
                keys.add(key);
            }
        }
        return keys;
    }
}

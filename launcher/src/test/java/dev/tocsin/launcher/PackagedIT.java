package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.launcher.port.Door;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as they are shipped: the class path of tests has more than the jar. */
class PackagedIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @BeforeEach
    void copyExamples() throws IOException {
        try (Stream<Path> examples = Files.walk(HOME.resolve("config"))) {
            for (Path example : examples.filter(Files::isRegularFile).toList()) {
                String name = HOME.resolve("config").relativize(example).toString();
                Path copy = folder.resolve("config").resolve(name.replaceFirst("\\.example$", ""));
                Files.createDirectories(copy.getParent());
                Files.copy(example, copy);
            }
        }
    }

    /** Nothing runs and no Elasticsearch is told of: what needs one says so, in words. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules lint --offline             | 0 | can run",
                "queries list                     | 0 | errors",
                "queries show errors              | 0 | errors",
                "token new shop --role ship       | 0 | Authorization: Bearer",
                "token list                       | 0 | No token",
                "rules list                       | 1 | nothing runs",
                "schedules                        | 0 | looked at",
                "routes show                      | 0 | default",
                "routes test team=shop            | 0 | hears of it",
                "notify preview checkout-errors   | 1 | nothing runs",
                "tail                             | 1 | Elasticsearch",
                "templates plan                   | 1 | Elasticsearch",
                "status                           | 3 | runs",
                "down                             | 0 | runs",
                "kql level:ERROR                  | 0 | match",
                "version                          | 0 | SNAPSHOT",
            })
    void aCommandSaysInWordsWhatComesOfIt(String arguments, int code, String words) throws Exception {
        Outcome outcome = tocsin(Map.of(), arguments);

        assertThat(outcome.said()).contains(words).doesNotContain("NoClassDefFound", "Caused by", "\tat ");
        assertThat(outcome.code()).as(outcome.said()).isEqualTo(code);
    }

    @Test
    void upSaysWhatTheServicesCannotStartWithBeforeItStartsAnything() throws Exception {
        Path config = folder.resolve("config");
        Files.writeString(config.resolve("engine.yml"), "tocsin:\n  engine:\n    delay: 15\n");
        Files.writeString(config.resolve("ingest.yml"), "tocsin:\n  ingest:\n    memry: 64MB\n");
        Map<String, String> ports = new HashMap<>();
        for (Door door : Door.values()) {
            ports.put(door.variable(), Integer.toString(FreePort.find()));
        }

        Outcome outcome = tocsin(ports, "up");

        assertThat(outcome.said())
                .contains(config.resolve("engine.yml") + ":3 tocsin.engine.delay: expected a time with its unit")
                .contains(config.resolve("ingest.yml") + ":3 tocsin.ingest.memry: unknown key (did you mean 'memory'?)")
                .doesNotContain("starting elasticsearch");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(folder.resolve("data/elasticsearch")).doesNotExist();
    }

    /** What a command printed, and how it ended. */
    private record Outcome(int code, String said) {}

    private Outcome tocsin(Map<String, String> variables, String arguments) throws Exception {
        Path said = folder.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtocsin.home=" + HOME,
                "-jar",
                jar().toString()));
        command.addAll(List.of(arguments.split(" ")));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TOCSIN_") || name.startsWith("ELASTICSEARCH_"));
        builder.environment().put("TOCSIN_CONFIG", folder.resolve("config").toString());
        builder.environment().put("TOCSIN_DATA", folder.resolve("data").toString());

        builder.environment().putAll(variables);

        int code = builder.start().waitFor();
        return new Outcome(code, Files.readString(said, StandardCharsets.UTF_8));
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("launcher/target"))) {
            return files.filter(file -> file.toString().endsWith("-app.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

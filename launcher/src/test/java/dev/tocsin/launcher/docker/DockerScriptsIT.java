package dev.tocsin.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts that need no Elasticsearch, run as they are, on this machine instead of in a container. */
class DockerScriptsIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void volumes() throws IOException {
        for (String volume : List.of("elasticsearch", "kibana", "postgres", "ingest", "engine")) {
            Files.createDirectories(folder.resolve(volume));
        }
    }

    @Test
    void makesASecretForEverybodyPrintsNoneAndKeepsThem() throws Exception {
        // when
        Script first = secrets();
        Map<String, String> made = files();
        Script second = secrets();

        // then
        assertThat(first.code()).as(first.said()).isZero();
        assertThat(second).isEqualTo(first);
        assertThat(files()).isEqualTo(made);
        assertThat(made.keySet())
                .containsExactly(
                        "elasticsearch/elastic-password",
                        "engine/db-password",
                        "engine/token",
                        "ingest/token",
                        "kibana/kibana-system-password",
                        "kibana/kibana.yml",
                        "postgres/password");
        made.forEach((file, text) -> {
            assertThat(permissions(file)).as(file).isEqualTo("rw-------");
            assertThat(first.said()).doesNotContain(text.strip());
            if (!file.endsWith(".yml")) {
                assertThat(text).as(file).matches("[A-Za-z0-9]{40}\n");
            }
        });
        assertThat(made.get("engine/db-password")).isEqualTo(made.get("postgres/password"));
        assertThat(made.values().stream().distinct()).hasSize(6);
        assertThat(made.get("kibana/kibana.yml"))
                .contains("elasticsearch.password: \""
                        + made.getOrDefault("kibana/kibana-system-password", "").strip())
                .containsPattern("xpack.encryptedSavedObjects.encryptionKey: \"[A-Za-z0-9]{40}\"");
    }

    @Test
    void makesOnlyWhatIsMissing() throws Exception {
        secrets();
        Map<String, String> before = files();
        Files.delete(folder.resolve("ingest/token"));

        secrets();

        Map<String, String> after = files();
        assertThat(after.get("ingest/token")).isNotEqualTo(before.get("ingest/token"));
        after.remove("ingest/token");
        before.remove("ingest/token");
        assertThat(after).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1", "404, 1"})
    void healthIsWhatThePageSays(int status, int code) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            String port = Integer.toString(server.getAddress().getPort());

            Script asked = Script.run(Map.of(), "bash", "health.sh", port, "/actuator/health/readiness");
            assertThat(asked.code()).isEqualTo(code);
            assertThat(asked.said()).isEqualTo(code == 0 ? "" : "answered " + status + "\n");
            assertThat(Script.run(Map.of(), "bash", "health.sh", port, "/elsewhere")
                            .code())
                    .isEqualTo(1);
        } finally {
            server.stop(0);
        }
        assertThat(Script.run(Map.of(), "bash", "health.sh", "1", "/").code()).isNotZero();
    }

    @Test
    void theDashboardsAreImportedAsTheAdministrator() throws Exception {
        secrets();
        Path kibana = Files.createDirectories(folder.resolve("kibana-objects"));
        Files.writeString(
                kibana.resolve("import.sh"), "echo \"as $KIBANA_USERNAME\"; echo \"$KIBANA_PASSWORD\" >\"$0.got\"\n");

        Script imported = Script.run(
                Map.of("TOCSIN_SECRETS", folder.toString(), "TOCSIN_KIBANA", kibana.toString()),
                "/bin/sh",
                "kibana-import.sh");

        assertThat(imported).isEqualTo(new Script(0, "as elastic\n"));
        assertThat(Files.readString(kibana.resolve("import.sh.got")))
                .isEqualTo(Files.readString(folder.resolve("elasticsearch/elastic-password")));
    }

    private Script secrets() throws Exception {
        return Script.run(Map.of("TOCSIN_SECRETS", folder.toString()), "/bin/sh", "secrets.sh");
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private String permissions(String file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

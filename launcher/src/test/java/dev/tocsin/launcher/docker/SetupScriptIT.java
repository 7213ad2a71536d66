package dev.tocsin.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.template.TemplateChange;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docker/setup.sh on a real Elasticsearch with security. That one has no native users, roles and API keys: what the
 * script does about these is tried on {@link DocumentedSecurity}, and has never been seen by a full Elasticsearch here.
 */
class SetupScriptIT {
    private static final String USER = SecuredElasticsearch.ADMINISTRATOR;

    @TempDir
    private static Path serverFolder;

    @TempDir
    private Path folder;

    private static SecuredElasticsearch server;

    @BeforeAll
    static void start() {
        server = SecuredElasticsearch.start(serverFolder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void secretsButNoTemplates() throws Exception {
        for (String volume : List.of("elasticsearch", "kibana", "postgres", "ingest", "engine")) {
            Files.createDirectories(folder.resolve(volume));
        }
        Files.writeString(folder.resolve("elasticsearch/elastic-password"), server.password() + "\n");
        Script.run(Map.of("TOCSIN_SECRETS", folder.toString()), "/bin/sh", "secrets.sh");
        try (ElasticLink link = server.link(USER)) {
            new TemplateInstaller(link, "9.5.3").remove();
        }
    }

    @Test
    void installsTheTemplatesInARealElasticsearchAsTheInstallerWould() throws Exception {
        // when
        Script first = setup(server.url().toString(), "templates");
        Script second = setup(server.url().toString(), "templates");

        // then
        assertThat(first.code()).as(first.said()).isZero();
        assertThat(first.said()).contains("installed _index_template/tocsin-logs, version");
        assertThat(second).isEqualTo(new Script(0, "index templates are there\n"));
        try (ElasticLink link = server.link(USER)) {
            assertThat(new TemplateInstaller(link, "9.5.3").plan())
                    .extracting(TemplateChange::action)
                    .containsOnly(Action.KEEP);
        }
    }

    @Test
    void upgradesAnOlderTemplateLeavesANewerOneAndStopsAtAForeignOne() throws Exception {
        String ours = "/_index_template/tocsin-history";
        try (ElasticLink link = server.link(USER)) {
            setup(server.url().toString(), "templates");

            put(link, ours, version(ours, 0, "tocsin"));
            assertThat(setup(server.url().toString(), "templates").said())
                    .contains("upgraded _index_template/tocsin-history to version");

            put(link, ours, version(ours, 999, "tocsin"));
            assertThat(setup(server.url().toString(), "templates").said()).isEqualTo("index templates are there\n");
            assertThat(template(link, ours).getInt("version")).isEqualTo(999);

            put(link, ours, version(ours, 0, "somebody"));
            Script refused = setup(server.url().toString(), "templates");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.said()).contains("is not Tocsin's");
            assertThat(template(link, ours).getInt("version")).isZero();

            link.call("DELETE", ours, Map.of(), null);
        }
    }

    @Test
    void saysThatDataAndSecretsAreNotOfTheSameAge() throws Exception {
        Files.writeString(folder.resolve("elasticsearch/elastic-password"), "another\n");

        Script refused = setup(server.url().toString(), "templates");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.said()).contains("does not know the password").doesNotContain("another");
    }

    @Test
    void givesUpWhenNobodyAnswers() throws Exception {
        Script refused = setup("http://127.0.0.1:1", "templates");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.said()).contains("not ready after").contains("000");
    }

    @Test
    void aServerWithoutAUserIsWhatTheHealthCheckOfTheComposeFileLooksFor() throws Exception {
        String check = Repository.asItIs()
                .find("docker-compose.yml", "\\[\"CMD-SHELL\", \"(curl -s http://127.0.0.1:9200[^\"]*)\"]");
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        check.replace("http://127.0.0.1:9200", server.url().toString()))
                .start();

        assertThat(check).isNotEmpty();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void makesPasswordRolesAndKeysOnAServerThatAnswersAsDocumented() throws Exception {
        try (DocumentedSecurity documented = new DocumentedSecurity(server.url(), USER, server.password())) {
            // when
            Script first = setup(documented.url().toString());

            // then
            assertThat(first.code()).as(first.said()).isZero();
            assertThat(documented.changes)
                    .contains("POST /_security/user/kibana_system/_password")
                    .containsAll(SecuredElasticsearch.ROLES.stream()
                            .map(role -> "PUT /_security/role/" + role)
                            .toList())
                    .contains("POST /_security/api_key tocsin-ingest", "POST /_security/api_key tocsin-engine");
            for (String service : List.of("ingest", "engine")) {
                Path key = folder.resolve(service).resolve("elasticsearch-api-key");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                        .isEqualTo("rw-------");
                assertThat(first.said()).doesNotContain(Files.readString(key).strip());
                assertThat(documented.descriptor("tocsin-" + service))
                        .isEqualTo("{\"tocsin-" + service + "\":"
                                + Repository.asItIs()
                                        .text("index-templates/roles/tocsin-" + service + ".json")
                                        .strip()
                                + "}");
            }
            assertThat(first.said()).doesNotContain(server.password());

            // when: again
            Map<String, FileTime> before = ages();
            documented.changes.clear();
            Script second = setup(documented.url().toString());

            // then: roles are put as they are, and nothing else is touched
            assertThat(second.code()).as(second.said()).isZero();
            assertThat(documented.changes).allMatch(change -> change.startsWith("PUT /_security/role/"));
            assertThat(ages()).isEqualTo(before);
        }
    }

    @Test
    void makesNewKeysWhenElasticsearchDoesNotKnowTheOldOnes() throws Exception {
        try (DocumentedSecurity documented = new DocumentedSecurity(server.url(), USER, server.password())) {
            setup(documented.url().toString(), "keys");
            documented.forget();

            Script again = setup(documented.url().toString(), "keys");

            assertThat(again.said())
                    .isEqualTo("made an API key for tocsin-ingest\nmade an API key for tocsin-engine\n");
        }
    }

    @Test
    void aKeyMayWhatItsRoleSaysTodayWithoutBecomingAnotherKey() throws Exception {
        try (DocumentedSecurity documented = new DocumentedSecurity(server.url(), USER, server.password())) {
            setup(documented.url().toString(), "keys");
            String key = Files.readString(folder.resolve("ingest/elasticsearch-api-key"));
            Path objects = folder.resolve("objects");
            Files.createDirectories(objects.resolve("roles"));
            Files.writeString(objects.resolve("roles/tocsin-ingest.json"), "{\"cluster\":[\"monitor\"]}\n");
            Files.writeString(objects.resolve("roles/tocsin-engine.json"), "{\"cluster\":[\"monitor\"]}\n");
            Map<String, String> environment = environment(documented.url().toString());
            environment.put("TOCSIN_INDEX_TEMPLATES", objects.toString());

            Script newer = Script.run(environment, "/bin/sh", "setup.sh", "keys");

            assertThat(newer.code()).as(newer.said()).isZero();
            assertThat(documented.descriptor("tocsin-ingest"))
                    .isEqualTo("{\"tocsin-ingest\":{\"cluster\":[\"monitor\"]}}");
            assertThat(Files.readString(folder.resolve("ingest/elasticsearch-api-key")))
                    .isEqualTo(key);
        }
    }

    @Test
    void aRealServerThatCannotMakeAKeyLeavesNoFileBehind() throws Exception {
        Script refused = setup(server.url().toString(), "keys");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.said()).contains("for an API key for tocsin-ingest");
        assertThat(folder.resolve("ingest/elasticsearch-api-key")).doesNotExist();
    }

    private Script setup(String url, String... steps) throws Exception {
        return Script.run(environment(url), "/bin/sh", "setup.sh", steps);
    }

    private Map<String, String> environment(String url) {
        return new HashMap<>(Map.of(
                "ELASTICSEARCH_URL",
                url,
                "ELASTICSEARCH_USERNAME",
                USER,
                "TOCSIN_SECRETS",
                folder.toString(),
                "TOCSIN_INDEX_TEMPLATES",
                Path.of("..", "index-templates").toString(),
                "TOCSIN_SETUP_PATIENCE",
                "2"));
    }

    private Map<String, FileTime> ages() throws IOException {
        Map<String, FileTime> ages = new HashMap<>();
        for (String service : List.of("ingest", "engine")) {
            ages.put(service, Files.getLastModifiedTime(folder.resolve(service).resolve("elasticsearch-api-key")));
        }
        return ages;
    }

    private static JsonObject template(ElasticLink link, String path) throws IOException {
        return link.call("GET", path, Map.of(), null)
                .json()
                .getJsonArray("index_templates")
                .getJsonObject(0)
                .getJsonObject("index_template");
    }

    private static JsonObject version(String path, int version, String owner) {
        String file = Repository.asItIs().text("index-templates" + path + ".json");
        return Json.createObjectBuilder(
                        Json.createReader(new StringReader(file)).readObject())
                .add("version", version)
                .add("_meta", Json.createObjectBuilder().add("managed_by", owner))
                .build();
    }

    private static void put(ElasticLink link, String path, JsonObject body) throws IOException {
        assertThat(link.call("PUT", path, Map.of(), body).status()).isEqualTo(200);
    }
}

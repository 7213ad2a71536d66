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
import java.io.UncheckedIOException;
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

    /** The roles whose rights a service has by a key, and where the key lies. */
    private static final Map<String, String> KEYS = Map.of(
            "tocsin-ingest", "ingest/elasticsearch-api-key",
            "tocsin-engine", "engine/elasticsearch-api-key",
            "tocsin-kibana", "engine/kibana-api-key");

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
        try (DocumentedSecurity documented = documented()) {
            // when
            Script first = setup(documented.url().toString());

            // then
            assertThat(first.code()).as(first.said()).isZero();
            assertThat(documented.changes)
                    .contains("POST /_security/user/kibana_system/_password")
                    .containsAll(SecuredElasticsearch.ROLES.stream()
                            .map(role -> "PUT /_security/role/" + role)
                            .toList());
            KEYS.forEach((role, file) -> {
                assertThat(documented.validKeys(role)).containsExactly(text(file));
                assertThat(documented.descriptors(role)).isEqualTo(descriptors(role));
                assertThat(permissions(file)).isEqualTo("rw-------");
                assertThat(first.said()).contains("made an API key for " + role).doesNotContain(text(file));
            });
            assertThat(first.said()).doesNotContain(server.password());

            // when: again
            Map<String, FileTime> before = ages();
            documented.changes.clear();
            Script second = setup(documented.url().toString());

            // then
            assertThat(second.code()).as(second.said()).isZero();
            assertThat(documented.changes).isEmpty();
            assertThat(second.said()).isEqualTo("""
                    kibana_system has its password
                    roles are there
                    the API key of tocsin-ingest is there
                    the API key of tocsin-engine is there
                    the API key of tocsin-kibana is there
                    index templates are there
                    """);
            assertThat(ages()).isEqualTo(before);
        }
    }

    @Test
    void makesNewKeysWhenElasticsearchDoesNotKnowTheOldOnes() throws Exception {
        try (DocumentedSecurity documented = documented()) {
            setup(documented.url().toString(), "keys");
            documented.forget();

            Script again = setup(documented.url().toString(), "keys");

            assertThat(again.said()).isEqualTo("""
                    made an API key for tocsin-ingest
                    made an API key for tocsin-engine
                    made an API key for tocsin-kibana
                    """);
        }
    }

    @Test
    void aKeyThatDidNotComeToAFileIsInvalidatedBeforeAnotherIsMade() throws Exception {
        try (DocumentedSecurity documented = documented()) {
            // given
            documented.loseNextKey();
            assertThat(setup(documented.url().toString(), "keys").code()).isEqualTo(1);
            assertThat(documented.validKeys("tocsin-ingest")).hasSize(1);
            assertThat(folder.resolve("ingest/elasticsearch-api-key")).doesNotExist();

            // when
            Script again = setup(documented.url().toString(), "keys");

            // then
            assertThat(again.code()).as(again.said()).isZero();
            assertThat(again.said())
                    .contains("invalidated what stood under the name tocsin-ingest")
                    .doesNotContain("invalidated what stood under the name tocsin-engine");
            assertThat(documented.validKeys("tocsin-ingest")).containsExactly(text("ingest/elasticsearch-api-key"));
        }
    }

    @Test
    void aKeyMayWhatItsRoleSaysTodayWithoutBecomingAnotherKey() throws Exception {
        try (DocumentedSecurity documented = documented()) {
            setup(documented.url().toString(), "keys");
            String key = text("ingest/elasticsearch-api-key");
            Path objects = folder.resolve("objects");
            Path roles = Files.createDirectories(objects.resolve("roles"));
            for (String role : KEYS.keySet()) {
                Files.writeString(roles.resolve(role + ".json"), "{\"cluster\":[\"monitor\"]}\n");
            }
            Map<String, String> environment = environment(documented.url().toString());
            environment.put("TOCSIN_INDEX_TEMPLATES", objects.toString());

            Script newer = Script.run(environment, "/bin/sh", "setup.sh", "keys");

            assertThat(newer.code()).as(newer.said()).isZero();
            assertThat(newer.said()).contains("the API key of tocsin-ingest may now do what its role's file says");
            assertThat(documented.descriptors("tocsin-ingest"))
                    .isEqualTo(json("{\"tocsin-ingest\":{\"cluster\":[\"monitor\"]}}"));
            assertThat(text("ingest/elasticsearch-api-key")).isEqualTo(key);
        }
    }

    @Test
    void aRoleThatPeopleHaveChangedIsPutBackAndTheLogKeepsWhatItWas() throws Exception {
        try (DocumentedSecurity documented = documented()) {
            setup(documented.url().toString(), "roles");
            JsonObject asShipped = documented.role("tocsin-reader");
            documented.changeByHand("tocsin-reader", json("{\"cluster\":[\"all\"]}"));

            Script again = setup(documented.url().toString(), "roles");

            assertThat(again.code()).as(again.said()).isZero();
            assertThat(again.said().lines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("the role tocsin-reader is now as its file says; it was {\"tocsin-reader\":")
                    .contains("\"cluster\":[\"all\"]");
            assertThat(documented.role("tocsin-reader")).isEqualTo(asShipped);
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

    private static DocumentedSecurity documented() {
        return new DocumentedSecurity(server.url(), USER, server.password());
    }

    private Map<String, FileTime> ages() throws IOException {
        Map<String, FileTime> ages = new HashMap<>();
        for (String file : KEYS.values()) {
            ages.put(file, Files.getLastModifiedTime(folder.resolve(file)));
        }
        return ages;
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String permissions(String file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject descriptors(String role) {
        return Json.createObjectBuilder()
                .add(role, json(Repository.asItIs().text("index-templates/roles/" + role + ".json")))
                .build();
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
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
        return Json.createObjectBuilder(json(file))
                .add("version", version)
                .add("_meta", Json.createObjectBuilder().add("managed_by", owner))
                .build();
    }

    private static void put(ElasticLink link, String path, JsonObject body) throws IOException {
        assertThat(link.call("PUT", path, Map.of(), body).status()).isEqualTo(200);
    }
}

package dev.tocsin.elastic.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.testing.SecuredElasticsearch;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the installer and the reader may and may not do; the services' roles are tried with the services. */
class RolesIT {
    private static final String EVENT = "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"message\":\"hello\"}";

    private static final String SETTINGS = "{\"persistent\":{\"cluster.routing.allocation.enable\":\"all\"}}";

    @TempDir
    private static Path folder;

    private static SecuredElasticsearch server;

    /** Plan, install, plan, remove, plan, install: done first, for templates that a stream uses cannot be removed. */
    private static final List<List<Action>> INSTALLED = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = SecuredElasticsearch.start(folder);
        try (ElasticLink link = server.link("tocsin-installer")) {
            TemplateInstaller installer =
                    new TemplateInstaller(link, link.probe().version());
            INSTALLED.add(actions(installer.plan()));
            INSTALLED.add(actions(installer.install()));
            INSTALLED.add(actions(installer.plan()));
            INSTALLED.add(actions(installer.remove()));
            INSTALLED.add(actions(installer.plan()));
            INSTALLED.add(actions(installer.install()));
        }
        try (ElasticLink administrator = server.link(SecuredElasticsearch.ADMINISTRATOR)) {
            assertThat(status(administrator, "POST", "/logs-shop-tocsin/_doc", EVENT))
                    .isEqualTo(201);
            assertThat(status(administrator, "POST", "/tocsin-history-windows-2026.01.01/_doc", EVENT))
                    .isEqualTo(201);
            assertThat(status(administrator, "POST", "/payroll/_doc", EVENT)).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theInstallerPlansInstallsAndRemoves() {
        assertThat(INSTALLED.stream().map(Set::copyOf))
                .containsExactly(
                        Set.of(Action.CREATE),
                        Set.of(Action.CREATE),
                        Set.of(Action.KEEP),
                        Set.of(Action.REMOVE),
                        Set.of(Action.CREATE),
                        Set.of(Action.CREATE));
    }

    @ParameterizedTest
    @CsvSource({
        "tocsin-installer, GET,    /logs-shop-tocsin/_search",
        "tocsin-installer, POST,   /logs-shop-tocsin/_doc",
        "tocsin-installer, POST,   /logs-shop-tocsin/_rollover",
        "tocsin-installer, PUT,    /of-my-own",
        "tocsin-installer, PUT,    /_cluster/settings",
        "tocsin-reader,    POST,   /logs-shop-tocsin/_doc",
        "tocsin-reader,    POST,   /tocsin-history-windows-2026.01.01/_doc",
        "tocsin-reader,    DELETE, /tocsin-history-windows-2026.01.01",
        "tocsin-reader,    POST,   /logs-shop-tocsin/_rollover",
        "tocsin-reader,    GET,    /payroll/_search",
        "tocsin-reader,    GET,    /payroll/_mapping",
        "tocsin-reader,    PUT,    /of-my-own",
        "tocsin-reader,    PUT,    /_cluster/settings",
        "tocsin-reader,    POST,   /_tasks/_cancel",
        "tocsin-reader,    DELETE, /_index_template/tocsin-logs",
        "tocsin-kibana,    GET,    /logs-shop-tocsin/_search",
        "tocsin-kibana,    GET,    /tocsin-history-windows-2026.01.01/_search",
        "tocsin-kibana,    GET,    /_cluster/health",
    })
    void isRefused(String role, String method, String path) throws IOException {
        try (ElasticLink link = server.link(role)) {
            String body = path.endsWith("_doc") ? EVENT : path.endsWith("_cluster/settings") ? SETTINGS : "";

            assertThat(status(link, method, path, body)).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /logs-shop-tocsin/_search",
        "GET,  /tocsin-history-*/_search",
        "GET,  /logs-shop-tocsin/_mapping",
        "GET,  /_resolve/index/logs-*",
        "POST, /logs-*-tocsin*/_field_caps?fields=*",
    })
    void theReaderMay(String method, String path) throws IOException {
        try (ElasticLink link = server.link("tocsin-reader")) {
            assertThat(status(link, method, path, "")).isEqualTo(200);
        }
    }

    /** What a privilege means is known by Kibana alone; Elasticsearch keeps it, and for which space. */
    @Test
    void theKeyForKibanaMayReadTwoFeaturesOfOneSpaceAndNothingElse() throws IOException {
        try (ElasticLink link = server.link("tocsin-kibana")) {
            JsonObject privileges = link.call("GET", "/_security/user/_privileges", Map.of(), null)
                    .json();

            assertThat(privileges.getJsonArray("cluster")).isEmpty();
            assertThat(privileges.getJsonArray("indices")).isEmpty();
            assertThat(privileges.getJsonArray("applications")).singleElement().satisfies(one -> {
                JsonObject application = one.asJsonObject();
                assertThat(application.getString("application")).isEqualTo("kibana-.kibana");
                assertThat(application.getJsonArray("privileges").getValuesAs(JsonString::getString))
                        .containsExactlyInAnyOrder("feature_discover_v2.read", "feature_savedQueryManagement.read");
                assertThat(application.getJsonArray("resources").getValuesAs(JsonString::getString))
                        .containsExactly("space:default");
            });
        }
    }

    @Test
    void theReaderMayAskWhichServerItIs() throws IOException {
        try (ElasticLink link = server.link("tocsin-reader")) {
            assertThat(link.probe().version()).startsWith("9.");
        }
    }

    @Test
    void whoMayNotInstallIsToldSo() throws IOException {
        try (ElasticLink link = server.link("tocsin-ingest")) {
            TemplateInstaller installer =
                    new TemplateInstaller(link, link.probe().version());

            assertThat(actions(installer.plan())).containsOnly(Action.KEEP);
            assertThatThrownBy(installer::remove)
                    .isInstanceOf(TemplatesRefused.class)
                    .hasMessageContaining("403");
        }
    }

    private static List<Action> actions(List<TemplateChange> changes) {
        return changes.stream().map(TemplateChange::action).toList();
    }

    private static int status(ElasticLink link, String method, String path, String body) throws IOException {
        int query = path.indexOf('?');
        Map<String, String> parameters = query < 0
                ? Map.of()
                : Map.of(
                        path.substring(query + 1).split("=")[0],
                        path.substring(query + 1).split("=")[1]);
        String address = query < 0 ? path : path.substring(0, query);
        return link.call(ElasticRequest.json(method, address, parameters, body.getBytes(StandardCharsets.UTF_8)))
                .status();
    }
}

package dev.tocsin.elastic.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TemplateInstallerIT {
    private final ElasticLink link = ElasticsearchForTests.link();
    private TemplateInstaller installer = new TemplateInstaller(link, "9.5.3");

    @BeforeEach
    void nothingInstalled() throws IOException {
        installer = new TemplateInstaller(link, link.probe().version());
        installer.remove();
        call("DELETE", "/_index_template/tocsin-logs");
        for (TemplateObject object : TemplateObject.ALL) {
            call("DELETE", object.path());
        }
    }

    @AfterEach
    void close() throws IOException {
        call("DELETE", "/_data_stream/logs-before-tocsin");
        nothingInstalled();
        link.close();
    }

    @Test
    void createsThenKeepsThenRemoves() throws IOException {
        assertThat(actions(installer.plan())).containsOnly(Action.CREATE);
        installer.install();
        assertThat(actions(installer.install())).containsOnly(Action.KEEP);
        assertThat(actions(installer.remove())).containsOnly(Action.REMOVE);
        assertThat(actions(installer.remove())).containsOnly(Action.ABSENT);
    }

    @Test
    void upgradesAnOlderVersionAndLeavesANewerOne() throws IOException {
        // given
        installer.install();
        TemplateObject older = TemplateObject.ALL.get(0);
        TemplateObject newer = TemplateObject.ALL.get(1);
        assertThat(older.body().getInt("version")).isPositive();
        put(older, Json.createObjectBuilder(older.body()).add("version", 0).build());
        put(newer, Json.createObjectBuilder(newer.body()).add("version", 999).build());

        // when
        List<TemplateChange> changes = installer.install();

        // then
        assertThat(actions(changes)).startsWith(Action.UPGRADE, Action.NEWER);
        assertThat(actions(installer.plan())).startsWith(Action.KEEP, Action.NEWER);
    }

    @Test
    void neverReplacesWhatSomebodyElseMade() throws IOException {
        // given
        TemplateObject object = TemplateObject.ALL.get(1);
        JsonObject foreign = Json.createObjectBuilder()
                .add("template", Json.createObjectBuilder())
                .build();
        put(object, foreign);

        // when / then
        assertThatThrownBy(installer::install)
                .isInstanceOf(TemplatesRefused.class)
                .hasMessageContaining(object.name())
                .hasMessageContaining("nothing was changed");
        assertThat(actions(installer.plan()))
                .containsExactly(Action.CREATE, Action.FOREIGN, Action.CREATE, Action.CREATE, Action.CREATE);
        assertThat(actions(installer.remove())).contains(Action.FOREIGN).doesNotContain(Action.REMOVE);
    }

    @Test
    void aStreamThatWeDidNotCreateDoesNotChange() throws IOException {
        // given: another product's template and stream of the same logs-*-* family
        put(
                new TemplateObject(TemplateObject.INDEX, "other-logs", 0),
                Json.createReader(new StringReader("""
                                {"index_patterns":["logs-*-*"],"priority":100,"data_stream":{},
                                 "template":{"mappings":{"properties":{"labels":{"type":"object"}}}}}""")).readObject());
        String document = "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{\"a\":1}}";
        call("POST", "/logs-other-default/_doc", document);
        JsonObject before = indices("logs-other-default");

        // when
        installer.install();
        call("POST", "/logs-other-default/_doc", document);
        call("POST", "/logs-other-default/_rollover");

        // then: the old backing index is what it was, and the new one is made by the other's template
        JsonObject after = indices("logs-other-default");
        assertThat(after).hasSize(2).containsAllEntriesOf(before);
        assertThat(after.toString()).doesNotContain("logsdb").doesNotContain("numeric_labels");

        call("DELETE", "/_data_stream/logs-other-default");
        call("DELETE", "/_index_template/other-logs");
    }

    /** Backing index to its settings and mappings. */
    private JsonObject indices(String stream) throws IOException {
        JsonObject all = call("GET", "/" + stream).json();
        assertThat(all).isNotEmpty();
        return all;
    }

    private static List<Action> actions(List<TemplateChange> changes) {
        return changes.stream().map(TemplateChange::action).toList();
    }

    private void put(TemplateObject object, JsonObject body) throws IOException {
        assertThat(link.call("PUT", object.path(), Map.of(), body).status()).isEqualTo(200);
    }

    private ElasticAnswer call(String method, String path) throws IOException {
        return link.call(method, path, Map.of(), null);
    }

    private ElasticAnswer call(String method, String path, String body) throws IOException {
        return link.call(ElasticRequest.json(method, path, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }
}

package dev.tocsin.ingest.receive.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.ingest.IngestDoors;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What writers of Elasticsearch send, byte by byte. */
@Timeout(60)
class ElasticDialectTest {
    private static final String SOURCE = "{\"message\":\"hello\",\"service.name\":\"cart\"}\n";

    private final OpenDoors doors = new OpenDoors();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        doors.close();
    }

    @Test
    void answersEachItemInOrder() throws Exception {
        HttpResponse<String> response = send("POST", "/_bulk", """
                {"create":{"_index":"logs-shop-tocsin","_id":"order-1"}}
                {"message":"one"}

                {"index":{"_index":"Web Shop","pipeline":"x","dynamic_templates":{"a":"b"}}}
                {"message":"two"}
                {"delete":{"_index":"web","_id":"7"}}
                {"update":{"_index":"web","_id":"8"}}
                {"doc":{"message":"three"}}
                {"create":{"_index":"web"}}
                {"message":
                {"create":{"_index":"web","_id":9}}
                {"message":"four"}""");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode answer = JsonMapper.shared().readTree(response.body());
        assertThat(answer.path("errors").asBoolean()).isTrue();
        assertThat(answer.path("took").isInt()).isTrue();
        assertThat(answer.path("items"))
                .extracting(JsonNode::toString)
                .satisfiesExactly(
                        item -> assertThat(item)
                                .startsWith("{\"create\":{\"_index\":\"logs-shop-tocsin\",\"_id\":\"order-1\",")
                                .contains("\"result\":\"created\"")
                                .endsWith("\"status\":201}}"),
                        item -> assertThat(item)
                                .startsWith("{\"index\":{\"_index\":\"logs-web_shop-tocsin\",\"_id\":\"event-2\",")
                                .endsWith("\"status\":201}}"),
                        item -> assertThat(item)
                                .startsWith("{\"delete\":{\"_index\":\"web\",\"_id\":\"7\",\"status\":400,")
                                .contains("only create and index")
                                .doesNotContain("dead letter"),
                        item -> assertThat(item)
                                .startsWith("{\"update\":{\"_index\":\"web\",\"_id\":\"8\",\"status\":400,")
                                .contains("only create and index"),
                        item -> assertThat(item)
                                .startsWith("{\"create\":{\"_index\":\"web\",\"_id\":null,\"status\":400,")
                                .contains(
                                        "document_parsing_exception",
                                        "ends in the middle",
                                        "; it is kept as a dead letter"),
                        item -> assertThat(item)
                                .startsWith("{\"create\":{\"_index\":\"logs-web-tocsin\",\"_id\":\"9\",")
                                .endsWith("\"status\":201}}"));
        assertThat(doors.journal.events())
                .extracting(event -> event.dataStream() + " " + event.clientId())
                .containsExactly("logs-shop-tocsin order-1", "logs-web_shop-tocsin null", "logs-web-tocsin 9");
        assertThat(doors.deadLetters.letters())
                .as("what was asked for besides is no event that could be mended")
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.reason()).startsWith("ends in the middle");
                    assertThat(letter.truncated()).isFalse();
                });
        assertThat(doors.count("tocsin.ingest.pushed.back.events", "reason", "not_done_here"))
                .isEqualTo(2);
        assertThat(doors.count("tocsin.ingest.malformed.events")).isEqualTo(1);
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /_bulk,             generic",
        "PUT,  /_bulk,             generic",
        "POST, /_bulk/,            generic",
        "POST, /web/_bulk,         web",
        "PUT,  /web/_bulk/?pipeline=x&refresh=wait_for&timeout=60s, web",
        "POST, /logs-web-tocsin/_bulk, web",
        "POST, /web-2026.11.29/_bulk, web",
        "POST, /we%62/_bulk,       web",
    })
    void takesABulkAtAllItsPaths(String method, String path, String dataset) throws Exception {
        HttpResponse<String> response = send(method, path, "{\"create\":{}}\n{\"message\":\"x\"}\n");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"errors\":false");
        assertThat(doors.journal.events())
                .singleElement()
                .satisfies(event -> assertThat(event.dataStream()).isEqualTo("logs-" + dataset + "-tocsin"));
    }

    @Test
    void whatIsAskedForAndNotDoneIsCounted() throws Exception {
        send("POST", "/_bulk?pipeline=geo&refresh=wait_for&timeout=60s&require_alias=false", """
                {"create":{"_index":"web","pipeline":"geo","routing":"a","dynamic_templates":{"a":"b"}}}
                {"message":"one"}
                {"index":{"_index":"web","routing":7,"if_seq_no":3,"if_primary_term":1,"_source":["x"]}}
                {"message":"two"}
                {"create":{"_index":"web","version":1,"version_type":"external"}}
                {"message":"three"}
                """);
        send("PUT", "/web/_doc/1?refresh=false&routing=b&wait_for_active_shards=all", "{\"message\":\"four\"}");
        send("POST", "/_bulk?pipeline=_none", "{\"create\":{}}\n{\"message\":\"five\"}\n");

        assertThat(doors.journal.count()).isEqualTo(5);
        assertThat(ignored("pipeline")).isEqualTo(3);
        assertThat(ignored("refresh")).isEqualTo(3);
        assertThat(ignored("routing")).isEqualTo(3);
        assertThat(ignored("dynamic_templates")).isEqualTo(1);
        assertThat(ignored("if_seq_no")).isEqualTo(1);
        assertThat(ignored("version")).isEqualTo(1);
        assertThat(ignored("require_alias")).isZero();
        assertThat(ignored("wait_for_active_shards")).isEqualTo(1);
    }

    private long ignored(String what) {
        return doors.count("tocsin.ingest.ignored", "door", "http", "what", what);
    }

    @Test
    void saysTheVersionThatItIsToldToSay() throws Exception {
        assertThat(send("GET", "/", "").body()).contains("\"number\":\"9.99.0\"");
        try (OpenDoors others = new OpenDoors(IngestDoors.http(
                () -> HttpDoorSettings.DEFAULTS.withPort(0), DoorAccess.OPEN, new ElasticDialect("8.19.4")))) {
            HttpRequest info = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + others.httpPort() + "/"))
                    .build();

            assertThat(client.send(info, BodyHandlers.ofString()).body()).contains("\"number\":\"8.19.4\"");
        }
    }

    @Test
    void anItemWithoutIndexGoesWhereItsServiceNameSays() throws Exception {
        send("POST", "/_bulk", "{\"index\":{}}\n" + SOURCE);

        assertThat(doors.journal.events().getFirst().dataStream()).isEqualTo("logs-cart-tocsin");
    }

    @Test
    void theActionsIdAndIndexWinOverTheDocuments() throws Exception {
        send("POST", "/_bulk", """
                {"create":{"_index":"web","_id":"outer"}}
                {"event.id":"inner","service.name":"cart","message":"x"}
                """);

        assertThat(doors.journal.events()).singleElement().satisfies(event -> {
            assertThat(event.clientId()).isEqualTo(new EventId("outer"));
            assertThat(event.dataStream()).isEqualTo("logs-web-tocsin");
        });
        assertThat(doors.documents().getFirst()).contains("\"service\":{\"name\":\"cart\"}", "\"id\":\"inner\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"create\":{}\n{}\n",
                "{\"create\":7}\n{}\n",
                "{\"make\":{}}\n{}\n",
                "{\"create\":{},\"index\":{}}\n{}\n",
                "{\"create\":{}} {}\n{}\n",
                "[]\n",
                "hello\n",
                "{\"create\":{}}\n{\"message\":\"x\"}\n{\"create\":{}}\n",
                "{\"create\":{}}\n{\"message\":\"x\"}\n{\"create\":{}}",
                "\n\n",
                "",
            })
    void aBodyThatCannotBeCutIsRefusedAsAWhole(String body) throws Exception {
        HttpResponse<String> response = send("POST", "/_bulk", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":{\"type\":\"illegal_argument_exception\",\"reason\":\"")
                .endsWith("\"status\":400}");
        assertThat(doors.journal.count()).isZero();
    }

    @Test
    void sayWhichLineIsWrong() throws Exception {
        HttpResponse<String> response =
                send("POST", "/_bulk", "{\"create\":{}}\n{\"message\":\"x\"}\n\n{\"crate\":{}}\n{}\n");

        assertThat(response.body())
                .contains("the action in line 4 names no action")
                .contains("nothing was kept");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /web/_doc,        201, null",
        "PUT,  /web/_doc/7,      201, 7",
        "PUT,  /web/_create/a%20b, 201, hashed",
        "POST, /web-2026.11.29/_doc/, 201, null",
    })
    void takesSingleDocuments(String method, String path, int status, String id) throws Exception {
        HttpResponse<String> response = send(method, path, "{\"message\":\"x\"}");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body())
                .startsWith("{\"_index\":\"logs-web-tocsin\",\"_id\":\"")
                .contains("\"result\":\"created\"")
                .endsWith("\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0}}");
        assertThat(doors.journal.events()).singleElement().satisfies(event -> {
            if (id.equals("hashed")) {
                assertThat(String.valueOf(event.clientId())).hasSize(24);
            } else {
                assertThat(String.valueOf(event.clientId())).isEqualTo(id);
            }
        });
    }

    @Test
    void aSingleDocumentThatIsBrokenIsABadRequest() throws Exception {
        HttpResponse<String> response = send("POST", "/web/_doc", "{\"message\":");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("document_parsing_exception").contains("\"status\":400");
        assertThat(doors.deadLetters.letters()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /,                          200, You Know",
        "HEAD,   /,                          200, ''",
        "GET,    /_license,                  200, active",
        "GET,    /_xpack,                    200, basic",
        "GET,    /_cluster/health,           200, green",
        "GET,    /_cat/health,               200, green",
        "HEAD,   /_cat/health,               200, ''",
        "GET,    /_nodes/http,               200, '\"nodes\":{}'",
        "GET,    /_nodes/_all/http,          200, '\"nodes\":{}'",
        "GET,    /_ilm/policy/filebeat,      200, {}",
        "PUT,    /_ilm/policy/filebeat,      200, acknowledged",
        "HEAD,   /_index_template/filebeat,  200, ''",
        "PUT,    /_index_template/filebeat,  200, acknowledged",
        "PUT,    /_template/logstash,        200, acknowledged",
        "PUT,    /_ingest/pipeline/x,        200, acknowledged",
        "GET,    /_data_stream/filebeat,     200, {}",
        "POST,   /web/_refresh,              200, _shards",
        "POST,   /_search,                   501, send searches",
        "GET,    /web/_search,               501, send searches",
        "POST,   /web/_count,                501, send searches",
        "GET,    /web/_doc/7,                501, send searches",
        "DELETE, /_index_template/filebeat,  501, not Elasticsearch",
        "GET,    /_cluster/state,            501, not Elasticsearch",
        "DELETE, /web/_doc/7,                501, not Elasticsearch",
        "GET,    /_bulk,                     501, not Elasticsearch",
    })
    void answersWhatClientsAskFirstAndNoMore(String method, String path, int status, String said) throws Exception {
        HttpResponse<String> response = send(method, path, method.equals("GET") ? null : "{\"a\":1}");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(said);
        assertThat(response.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
        assertThat(doors.journal.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "errors                                  | {\"errors\":true}",
                "errors,items.*.status                   | {\"errors\":true,\"items\":[{\"create\":{\"status\":201}},{\"index\":{\"status\":400}}]}",
                "items.*.error.type                      | {\"items\":[{\"index\":{\"error\":{\"type\":\"document_parsing_exception\"}}}]}",
                "**.type                                 | {\"items\":[{\"index\":{\"error\":{\"type\":\"document_parsing_exception\"}}}]}",
                "items.index.stat*                       | {\"items\":[{\"index\":{\"status\":400}}]}",
                "nothing                                 | {}",
            })
    void answersWithTheFieldsThatAreAskedFor(String filter, String expected) throws Exception {
        String body = "{\"create\":{}}\n{\"message\":\"x\"}\n{\"index\":{}}\nbad\n";

        assertThat(send("POST", "/_bulk?filter_path=" + filter.strip(), body).body())
                .isEqualTo(expected);
    }

    @Test
    void ofVeryManyRefusalsTheAnswerStaysShort() throws Exception {
        String name = "x".repeat(100_000);
        String body = "{\"delete\":{\"_index\":\"" + name + "\",\"_id\":\"" + name + "\"}}\n"
                + "{\"create\":{}}\nbad\n".repeat(40_000);

        HttpResponse<String> response = send("POST", "/_bulk", body);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSizeLessThan(6_000_000).contains("broken JSON", "see those before");
        assertThat(JsonMapper.shared().readTree(response.body()).path("items")).hasSize(40_001);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void theTargetOfAnItemIsNoOtherItems() throws Exception {
        send("POST", "/_bulk", "{\"create\":{\"_index\":\"web\"}}\n" + SOURCE + "{\"create\":{}}\n" + SOURCE);

        assertThat(doors.journal.events())
                .extracting(LogEvent::dataStream)
                .containsExactly("logs-web-tocsin", "logs-cart-tocsin");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "**", ",", "items..status", "*", "-items"})
    void anOddFilterBreaksNothing(String filter) throws Exception {
        assertThat(send("POST", "/_bulk?filter_path=" + filter, "{\"create\":{}}\n" + SOURCE)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFullJournalPushesTheWholeBulkBack() throws Exception {
        doors.journal.refuse(new JournalFull("full"));

        HttpResponse<String> response = send("POST", "/_bulk", "{\"create\":{}}\n{\"message\":\"x\"}\n");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("es_rejected_execution_exception").endsWith("\"status\":429}");
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,                                                       -, 406",
                "application/x-www-form-urlencoded,                       -, 406",
                "application/json,                                        -, application/json",
                "application/x-ndjson, application/vnd.elasticsearch+json;compatible-with=8, application/vnd.elasticsearch+json;compatible-with=8",
                "'application/vnd.elasticsearch+x-ndjson; compatible-with=9', 'application/vnd.elasticsearch+json; compatible-with=9', application/vnd.elasticsearch+json;compatible-with=9",
            })
    void speaksTheMediaTypesOfItsClients(@Nullable String contentType, @Nullable String accept, String expected)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/_bulk"))
                .POST(BodyPublishers.ofString("{\"create\":{}}\n{\"message\":\"x\"}\n"));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (accept != null) {
            request.header("Accept", accept);
        }

        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());

        if (expected.equals("406")) {
            assertThat(response.statusCode()).isEqualTo(406);
            assertThat(response.body()).contains("Content-Type");
        } else {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer s3cret, 200",
        "ApiKey s3cret, 200",
        "apikey %id:s3cret, 200",
        "Basic %elastic:s3cret, 200",
        "Basic %s3cret:, 401",
        "Basic s3cret, 401",
        "ApiKey wrong, 401",
        "ApiKey, 401",
        "s3cret, 401",
    })
    void aTokenStandsWhereClientsHaveAPlaceForOne(String authorization, int status) throws Exception {
        DoorAccess access = new DoorAccess(
                TokenBook.of(TokenBook.single("TOCSIN_TOKEN", "s3cret").toArray(TokenEntry[]::new)),
                InstantSource.system(),
                null);
        int encoded = authorization.indexOf('%');
        String header = encoded < 0
                ? authorization
                : authorization.substring(0, encoded)
                        + Base64.getEncoder()
                                .encodeToString(
                                        authorization.substring(encoded + 1).getBytes(StandardCharsets.UTF_8));
        try (OpenDoors guarded = new OpenDoors(HttpDoorSettings.DEFAULTS, access, null)) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guarded.httpPort() + "/"))
                            .header("Authorization", header)
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body()).contains(status == 200 ? "tagline" : "security_exception");
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-ndjson")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + doors.httpPort() + path);
    }
}

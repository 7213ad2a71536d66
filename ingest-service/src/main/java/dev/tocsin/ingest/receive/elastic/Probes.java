package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.RequestHead;
import dev.tocsin.ingest.receive.RequestRefused;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The answers to what clients ask before they write: of a healthy cluster of the newest version, with a basic licence and
 * without nodes to go to instead. What they set up (templates, policies, pipelines) is agreed to and left alone.
 */
final class Probes {
    private static final String INFO = """
            {"name":"tocsin","cluster_name":"tocsin","cluster_uuid":"tocsin-ingest-service-",\
            "version":{"number":"%s","build_flavor":"default","build_type":"tar","build_hash":"tocsin",\
            "build_date":"2026-01-01T00:00:00.000Z","build_snapshot":false,"lucene_version":"10.3.0",\
            "minimum_wire_compatibility_version":"8.19.0","minimum_index_compatibility_version":"8.0.0"},\
            "tagline":"You Know, for Search"}""";

    private static final String LICENSE = """
            {"license":{"status":"active","uid":"tocsin","type":"basic","issue_date":"2026-01-01T00:00:00.000Z",\
            "issue_date_in_millis":1767225600000,"max_nodes":1000,"max_resource_units":null,"issued_to":"tocsin",\
            "issuer":"tocsin","start_date_in_millis":-1}}""";

    private static final String HEALTH = """
            {"cluster_name":"tocsin","status":"green","timed_out":false,"number_of_nodes":1,"number_of_data_nodes":1,\
            "active_primary_shards":0,"active_shards":0,"relocating_shards":0,"initializing_shards":0,\
            "unassigned_shards":0,"unassigned_primary_shards":0,"delayed_unassigned_shards":0,"number_of_pending_tasks":0,\
            "number_of_in_flight_fetch":0,"task_max_waiting_in_queue_millis":0,\
            "active_shards_percent_as_number":100.0}""";

    /** A client that sniffs finds nobody else, and stays with the address that it has. */
    private static final String NODES =
            "{\"_nodes\":{\"total\":0,\"successful\":0,\"failed\":0},\"cluster_name\":\"tocsin\",\"nodes\":{}}";

    private static final String XPACK = """
            {"build":{"hash":"tocsin","date":"2026-01-01T00:00:00.000Z"},"license":{"uid":"tocsin","type":"basic",\
            "mode":"basic","status":"active"},"features":{"ilm":{"available":true,"enabled":true},\
            "security":{"available":true,"enabled":true}},"tagline":"You know, for X"}""";

    private static final String SHARDS = "{\"_shards\":{\"total\":0,\"successful\":0,\"failed\":0}}";

    /** What a client sets up before it writes. */
    private static final Set<String> SET_UP = Set.of(
            "_template",
            "_index_template",
            "_component_template",
            "_ilm",
            "_ingest",
            "_data_stream",
            "_alias",
            "_aliases",
            "_logstash",
            "_settings",
            "_mapping");

    private Probes() {}

    /** Of a server of that version. */
    static String info(String version) {
        return INFO.formatted(version);
    }

    /** Of an API by its name, such as {@code _license}. Throws {@link RequestRefused} for what is not emulated. */
    static HttpAnswer answer(String api, RequestHead head) {
        boolean asks = head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD);
        boolean sets = head.method().equals(HttpMethod.PUT) || head.method().equals(HttpMethod.POST);
        if (sets && SET_UP.contains(api)) {
            return ElasticAnswer.json(200, "{\"acknowledged\":true}", head);
        }
        if (sets && (api.equals("_refresh") || api.equals("_flush"))) {
            return ElasticAnswer.json(200, SHARDS, head);
        }
        if (!asks) {
            throw notEmulated(head);
        }
        return switch (api) {
            case "_license" -> ElasticAnswer.json(200, LICENSE, head);
            case "_xpack" -> ElasticAnswer.json(200, XPACK, head);
            case "_nodes" -> ElasticAnswer.json(200, NODES, head);
            case "_cluster" -> {
                if (!head.path().equals("/_cluster/health")) {
                    throw notEmulated(head);
                }
                yield ElasticAnswer.json(200, HEALTH, head);
            }
            case "_cat" -> {
                if (!head.path().equals("/_cat/health")) {
                    throw notEmulated(head);
                }
                yield new HttpAnswer(
                        200,
                        Map.of("Content-Type", "text/plain; charset=UTF-8", "X-Elastic-Product", "Elasticsearch"),
                        "0 00:00:00 tocsin green 1 1 0 0 0 0 0 0 - 100.0%\n".getBytes(StandardCharsets.US_ASCII));
            }
            default -> {
                if (!SET_UP.contains(api)) {
                    throw notEmulated(head);
                }
                yield ElasticAnswer.json(200, "{}", head);
            }
        };
    }

    private static RequestRefused notEmulated(RequestHead head) {
        return new RequestRefused(
                501,
                "this is Tocsin's ingest service, not Elasticsearch: " + head.method() + " is not possible here",
                "it takes _bulk, _doc and _create; send searches and everything else to Elasticsearch itself");
    }
}

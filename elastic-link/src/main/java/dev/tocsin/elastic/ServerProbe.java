package dev.tocsin.elastic;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/** Asks a server what it is; the minimal server answers {@code GET /} with 405, so there is a second way. */
final class ServerProbe {
    private ServerProbe() {}

    static ServerAbilities ask(ElasticLink link) throws IOException {
        ElasticAnswer root = link.call(ElasticRequest.get("/", Map.of()));
        refuseUnlessLetIn(link, root);
        String version;
        String distribution = "";
        if (root.isSuccess()) {
            JsonObject about = root.json().getJsonObject("version");
            if (about == null) {
                throw new UnsupportedServer(
                        "What answers at " + link.settings().urls() + " does not look like Elasticsearch.");
            }
            version = about.getString("number", "unknown");
            distribution = about.getString("distribution", "");
        } else {
            version = versionOfLocalNode(link);
        }
        ServerAbilities.requireSupported(version, distribution);
        ElasticAnswer streams =
                link.call(ElasticRequest.get("/_data_stream/logs-tocsin.probe-none*", Map.of("filter_path", "none")));
        return new ServerAbilities(version, streams.isSuccess());
    }

    private static String versionOfLocalNode(ElasticLink link) throws IOException {
        ElasticAnswer nodes = link.call(ElasticRequest.get("/_nodes/_local", Map.of("filter_path", "nodes.*.version")));
        refuseUnlessLetIn(link, nodes);
        JsonObject byId = nodes.isSuccess() ? nodes.json().getJsonObject("nodes") : null;
        if (byId == null || byId.isEmpty()) {
            throw new UnsupportedServer("What answers at " + link.settings().urls()
                    + " does not look like Elasticsearch (status " + nodes.status() + ").");
        }
        return byId.values().iterator().next().asJsonObject().getString("version", "unknown");
    }

    private static void refuseUnlessLetIn(ElasticLink link, ElasticAnswer answer) throws IOException {
        if (answer.status() == 401) {
            throw new IOException(link.settings() + " does not know us (401): check ELASTICSEARCH_USERNAME and "
                    + "ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY.");
        }
        if (answer.status() == 403) {
            throw new IOException(
                    link.settings() + " does not let us look (403): the role needs the cluster privilege monitor.");
        }
    }
}

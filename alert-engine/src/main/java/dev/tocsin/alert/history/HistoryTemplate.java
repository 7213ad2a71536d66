package dev.tocsin.alert.history;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The index template of the history. Without it Elasticsearch would guess types from the first document of a day. */
final class HistoryTemplate {
    static final String PATH = "/_index_template/tocsin-history";
    private static final int NOT_FOUND = 404;

    private HistoryTemplate() {}

    /** Puts it there if it is missing, and leaves another version as it is; why there is none, or empty if there is. */
    static Optional<String> ensure(ElasticLink link) throws IOException {
        ElasticAnswer there = link.call(ElasticRequest.get(PATH, Map.of("filter_path", "index_templates.name")));
        if (there.isSuccess()) {
            return Optional.empty();
        }
        if (there.status() != NOT_FOUND) {
            return Optional.of("Elasticsearch answered " + there.status() + " for " + PATH);
        }
        ElasticAnswer put = link.call(ElasticRequest.json("PUT", PATH, Map.of("create", "true"), body()));
        return put.isSuccess()
                ? Optional.empty()
                : Optional.of("the index template tocsin-history is missing and we may not make it (" + put.status()
                        + "): run ./tocsin templates install");
    }

    private static byte[] body() {
        String resource = "/index-templates" + PATH + ".json";
        try (InputStream file = HistoryTemplate.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing from the build");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }
}

package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.Dialect;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.Refusal;
import dev.tocsin.ingest.receive.RequestHead;
import dev.tocsin.ingest.receive.RequestRefused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What writers of Elasticsearch call: {@code _bulk}, {@code _doc} and {@code _create}, and the questions that they ask
 * first. Searching is not emulated: whoever tries is told so.
 */
public final class ElasticDialect implements Dialect {
    /** One document on its own. */
    private static final Set<String> SINGLE = Set.of("_doc", "_create");

    /** Some clients refuse a server that is older than they are: no client of 9 is newer. */
    public static final String USUAL_VERSION = "9.99.0";

    private static final Pattern VERSION = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private final String info;

    public ElasticDialect() {
        this(USUAL_VERSION);
    }

    /** @param version of Elasticsearch, that clients are told */
    public ElasticDialect(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "is no version of Elasticsearch: write three numbers, such as " + USUAL_VERSION);
        }
        this.info = Probes.info(version);
    }

    @Override
    public boolean speaks(String path) {
        return path.equals("/") || path.contains("/_");
    }

    @Override
    public String offer() {
        return "Elasticsearch's POST /_bulk";
    }

    @Override
    public Call begin(RequestHead head) {
        if (head.path().equals("/")) {
            return new Call.Question(ElasticAnswer.json(200, info, head));
        }
        String[] parts = head.path().substring(1).split("/", -1);
        int api = 0;
        while (!parts[api].startsWith("_")) {
            api++;
        }
        boolean writes = head.method().equals(HttpMethod.POST) || head.method().equals(HttpMethod.PUT);
        if (writes && api <= 1 && parts[api].equals("_bulk") && parts.length == api + 1) {
            checkContentType(head);
            return new BulkCall(head, api == 0 ? null : parts[0]);
        }
        if (writes && api == 1 && SINGLE.contains(parts[1]) && parts.length <= 3) {
            checkContentType(head);
            return new DocumentCall(head, new Claim(parts.length == 3 ? parts[2] : null, parts[0]));
        }
        return new Call.Question(Probes.answer(parts[api], head));
    }

    private static void checkContentType(RequestHead head) {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.contains("json")) {
            throw new RequestRefused(
                    406,
                    type.isEmpty() ? "the header Content-Type is missing" : "this Content-Type is not supported",
                    "send application/x-ndjson or application/json");
        }
    }

    @Override
    public HttpAnswer refused(Refusal refusal, RequestHead head) {
        return ElasticAnswer.of(refusal, head);
    }
}

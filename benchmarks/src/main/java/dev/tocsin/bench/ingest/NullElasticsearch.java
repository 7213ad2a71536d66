package dev.tocsin.bench.ingest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Says what Elasticsearch says when all is well, and forgets what it was given, so that what is measured is the service
 * alone. It knows what the service asks at its start, keeps templates, and takes every document of a bulk of creates.
 */
public final class NullElasticsearch implements AutoCloseable {
    private static final String VERSION = "{\"version\":{\"number\":\"9.5.3\"}}";
    private static final byte[] BEGIN = ascii("{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}");
    private static final byte[] ITEM = ascii(",{\"create\":{\"status\":201}}");
    private static final byte[] END = ascii("]}");
    private static final int LINES_OF_ITEM = 2;
    private static final int CHUNK = 64 * 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> templates = new ConcurrentHashMap<>();
    private final AtomicLong accepted = new AtomicLong();

    private NullElasticsearch(HttpServer server) {
        this.server = server;
    }

    /** Starts it at a port of this machine that is free. */
    public static NullElasticsearch start() throws IOException {
        // Else the second packet of each answer waits for the acknowledgement of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        NullElasticsearch elasticsearch = new NullElasticsearch(server);
        server.setExecutor(elasticsearch.threads);
        server.createContext("/", elasticsearch::handle);
        server.start();
        return elasticsearch;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Documents that it was given. */
    public long accepted() {
        return accepted.get();
    }

    /**
     * Waits until it was given so many.
     *
     * @throws IOException if there were more, or no further ones for a minute
     */
    void awaitAccepted(long documents) throws IOException {
        long before = accepted();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (accepted() < documents) {
            if (accepted() != before) {
                before = accepted();
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new IOException("only " + accepted() + " of " + documents + " documents arrived");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        if (accepted() > documents) {
            throw new IOException(accepted() + " documents arrived, more than the " + documents + " that were sent");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/_bulk")) {
                bulk(exchange);
            } else if (path.startsWith("/_component_template/") || path.startsWith("/_index_template/")) {
                template(exchange, path);
            } else if (path.equals("/")) {
                answer(exchange, 200, VERSION);
            } else if (path.equals("/_tasks") || path.startsWith("/_data_stream/")) {
                answer(exchange, 200, "{}");
            } else {
                answer(exchange, 404, "{}");
            }
        }
    }

    private void bulk(HttpExchange exchange) throws IOException {
        int items = lines(exchange.getRequestBody()) / LINES_OF_ITEM;
        begin(exchange, 200, BEGIN.length + (items - 1L) * ITEM.length + END.length);
        try (OutputStream body = new BufferedOutputStream(exchange.getResponseBody(), CHUNK)) {
            body.write(BEGIN);
            for (int item = 1; item < items; item++) {
                body.write(ITEM);
            }
            body.write(END);
        }
        accepted.addAndGet(items);
    }

    private static int lines(InputStream body) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int lines = 0;
        for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    lines++;
                }
            }
        }
        return lines;
    }

    private void template(HttpExchange exchange, String path) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            templates.put(path, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        }
        @Nullable String body = templates.get(path);
        String kind = path.substring(2, path.lastIndexOf('/'));
        if (body == null) {
            answer(exchange, 404, "{}");
        } else {
            answer(exchange, 200, "{\"" + kind + "s\":[{\"" + kind + "\":" + body + "}]}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        begin(exchange, status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void begin(HttpExchange exchange, int status, long length) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
        exchange.sendResponseHeaders(status, length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

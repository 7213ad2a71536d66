package dev.tocsin.ingest.index;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What matters of Elasticsearch to exactly-once, as a model behind a real socket: data streams with backing indices,
 * {@code create} that checks only the index written to, tasks, look-ups by id, and faults on demand.
 */
public final class FakeElasticsearch implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Backing>> streams = new LinkedHashMap<>();
    private final Set<String> runningBulks = ConcurrentHashMap.newKeySet();
    private final Deque<Fault> script = new ArrayDeque<>();
    private Supplier<Fault> faults = () -> Fault.NONE;
    private boolean readsFail;
    private @Nullable CountDownLatch hold;
    private final Map<String, Slowness> slow = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    public final List<String> bulks = new CopyOnWriteArrayList<>();
    public final List<List<String>> sentIds = new CopyOnWriteArrayList<>();
    /** The ids whose documents were asked for, not only whether they are there. */
    public final List<String> fetchedIds = new CopyOnWriteArrayList<>();

    /** How many ids each look-up asked for. */
    public final List<Integer> lookUps = new CopyOnWriteArrayList<>();

    /** A look-up whose answer would have more bytes is refused, as by its circuit breakers. */
    public volatile int largestLookUp = Integer.MAX_VALUE;

    /** A bulk of more bytes is refused, as by its limit for what it works on at a time. */
    public volatile int largestBulk = Integer.MAX_VALUE;

    /** Look-ups wait for it before they are answered. */
    public volatile CountDownLatch lookUpsGoOn = new CountDownLatch(0);

    public final List<String> tooOften = new CopyOnWriteArrayList<>();
    /** How long a slow bulk takes: longer than clients wait. */
    public long slowMillis = 400;

    /** What happens to one bulk. */
    public enum Fault {
        NONE,
        RESET_BEFORE,
        RESET_AFTER,
        HALF_THEN_RESET,
        CUT_BODY,
        GARBAGE,
        WRONG_COUNT,
        SLOW,
        BUSY_429,
        BUSY_429_RETRY_AFTER,
        TOO_LARGE_413,
        UNAVAILABLE_503_BEFORE,
        GATEWAY_502_AFTER,
        FORBIDDEN_403,
        SOME_ITEMS_429,
        SOME_ITEMS_503_BUT_TAKEN,
        SOME_ITEMS_500,
        ROLLOVER_AFTER_RESET,
        ROLLOVER_FIRST
    }

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu.MM.dd").withZone(ZoneOffset.UTC);

    private record Slowness(long millis, CountDownLatch letGo) {}

    private record Backing(String name, Map<String, JsonNode> documents) {}

    private FakeElasticsearch(HttpServer server) {
        this.server = server;
    }

    public static FakeElasticsearch start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeElasticsearch fake = new FakeElasticsearch(server);
        server.setExecutor(fake.threads);
        server.createContext("/", fake::handle);
        server.start();
        return fake;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What happens to the next bulks, in order; none after them. */
    public synchronized FakeElasticsearch then(Fault... next) {
        script.addAll(Arrays.asList(next));
        return this;
    }

    public synchronized void faults(Supplier<Fault> supplier) {
        faults = supplier;
    }

    public synchronized void readsFail(boolean fail) {
        readsFail = fail;
    }

    public synchronized void rollOver(String stream) {
        List<Backing> backing = streams.computeIfAbsent(stream, _ -> new ArrayList<>());
        // The day on which it is made, as Elasticsearch names it: look-ups go back to the day of an event.
        String name = ".ds-%s-%s-%06d".formatted(stream, DAY.format(Instant.now()), backing.size() + 1);
        backing.add(new Backing(name, new LinkedHashMap<>()));
    }

    /** The next bulk waits before anything of it is done, until it is let go by what this returns. */
    public synchronized CountDownLatch holdNextBulk() {
        CountDownLatch letGo = new CountDownLatch(1);
        hold = letGo;
        return letGo;
    }

    /** Each bulk with an event of the stream takes so long from now on, until it is let go by what this returns. */
    public CountDownLatch slow(String stream, long millis) {
        CountDownLatch letGo = new CountDownLatch(1);
        slow.put(stream, new Slowness(millis, letGo));
        return letGo;
    }

    /** Whether each event of the stream is refused from now on. */
    public void refuses(String stream, boolean doesSo) {
        if (doesSo) {
            refused.add(stream);
        } else {
            refused.remove(stream);
        }
    }

    private void awaitTheSlowest(String name, List<JsonNode> lines) throws InterruptedException {
        for (Map.Entry<String, Slowness> each : slow.entrySet()) {
            if (lines.stream()
                    .anyMatch(line ->
                            line.path("create").path("_index").asString("").equals(each.getKey()))) {
                runningBulks.add(name);
                each.getValue().letGo().await(each.getValue().millis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private synchronized @Nullable CountDownLatch takeHold() {
        CountDownLatch taken = hold;
        hold = null;
        return taken;
    }

    /** Puts a document where an earlier write index was. */
    public synchronized void put(String stream, String id, String document) {
        written(stream).put(id, JSON.readTree(document));
    }

    /** How often each id is there, over all streams and indices. */
    public synchronized Map<String, Integer> copies() {
        Map<String, Integer> copies = new HashMap<>();
        streams.values()
                .forEach(backing -> backing.forEach(
                        index -> index.documents().keySet().forEach(id -> copies.merge(id, 1, Integer::sum))));
        return copies;
    }

    public synchronized List<JsonNode> documents(String stream) {
        return streams.getOrDefault(stream, List.of()).stream()
                .flatMap(index -> index.documents().values().stream())
                .toList();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.equals("/_bulk")) {
                try {
                    bulk(exchange, body);
                } finally {
                    runningBulks.remove(exchange.getRequestHeaders().getFirst("X-Opaque-Id"));
                }
            } else if (readsFail) {
                answer(exchange, 503, "{}");
            } else if (path.equals("/_tasks")) {
                tasks(exchange);
            } else if (path.startsWith("/_resolve/index/")) {
                resolve(exchange, path.substring("/_resolve/index/".length()));
            } else if (path.endsWith("/_mget")) {
                mget(exchange, path.substring(1, path.length() - "/_mget".length()), body);
            } else {
                answer(exchange, 404, "{}");
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone: that is what many of the tests are about.
            return;
        }
    }

    private synchronized Fault nextFault() {
        return script.isEmpty() ? faults.get() : script.removeFirst();
    }

    private void bulk(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        String name = exchange.getRequestHeaders().getFirst("X-Opaque-Id");
        Fault fault = nextFault();
        @Nullable CountDownLatch letGo = takeHold();
        if (letGo != null) {
            runningBulks.add(name);
        }
        bulks.add(name);
        if (body.length > largestBulk) {
            answer(exchange, 429, "{}");
            return;
        }
        List<JsonNode> lines = new String(body, StandardCharsets.UTF_8)
                .lines()
                .<JsonNode>map(JSON::readTree)
                .toList();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            ids.add(lines.get(i).path("create").path("_id").asString());
        }
        sentIds.add(ids);
        if (letGo != null) {
            letGo.await();
            runningBulks.remove(name);
        }
        awaitTheSlowest(name, lines);
        switch (fault) {
            case NONE, SOME_ITEMS_429, SOME_ITEMS_503_BUT_TAKEN, SOME_ITEMS_500 ->
                answer(exchange, 200, execute(lines, lines.size(), fault).toString());
            case RESET_BEFORE -> {}
            case RESET_AFTER -> execute(lines, lines.size(), fault);
            case ROLLOVER_AFTER_RESET -> {
                execute(lines, lines.size(), fault);
                rollOverAll(lines);
            }
            case ROLLOVER_FIRST -> {
                rollOverAll(lines);
                answer(exchange, 200, execute(lines, lines.size(), fault).toString());
            }
            case HALF_THEN_RESET -> execute(lines, lines.size() / 4 * 2, fault);
            case CUT_BODY -> {
                byte[] bytes = execute(lines, lines.size(), fault).toString().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            }
            case GARBAGE -> {
                execute(lines, lines.size(), fault);
                answer(exchange, 200, "<html>proxy</html>");
            }
            case WRONG_COUNT -> {
                ObjectNode whole = execute(lines, lines.size(), fault);
                ((ArrayNode) whole.get("items")).remove(0);
                answer(exchange, 200, whole.toString());
            }
            case SLOW -> {
                runningBulks.add(name);
                CountDownLatch never = new CountDownLatch(1);
                never.await(slowMillis, TimeUnit.MILLISECONDS);
                String late = execute(lines, lines.size(), fault).toString();
                runningBulks.remove(name);
                answer(exchange, 200, late);
            }
            case BUSY_429 -> answer(exchange, 429, "{}");
            case BUSY_429_RETRY_AFTER -> {
                exchange.getResponseHeaders().add("Retry-After", "1");
                answer(exchange, 429, "{}");
            }
            case TOO_LARGE_413 -> answer(exchange, 413, "{}");
            case UNAVAILABLE_503_BEFORE -> answer(exchange, 503, "{}");
            case GATEWAY_502_AFTER -> {
                execute(lines, lines.size(), fault);
                answer(exchange, 502, "bad gateway");
            }
            case FORBIDDEN_403 -> answer(exchange, 403, "{}");
        }
    }

    private void rollOverAll(List<JsonNode> lines) {
        lines.forEach(line -> {
            if (line.has("create")) {
                rollOverOnce(line.path("create").path("_index").asString());
            }
        });
    }

    private synchronized void rollOverOnce(String stream) {
        if (!written(stream).isEmpty()) {
            rollOver(stream);
        }
    }

    /** The index that is written to. */
    private Map<String, JsonNode> written(String stream) {
        if (!streams.containsKey(stream)) {
            rollOver(stream);
        }
        return Objects.requireNonNull(streams.get(stream)).getLast().documents();
    }

    private synchronized ObjectNode execute(List<JsonNode> lines, int upTo, Fault fault) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        for (int i = 0; i < upTo; i += 2) {
            JsonNode action = lines.get(i).path("create");
            boolean every3rd = (i / 2) % 3 == 0;
            ObjectNode item = items.addObject().putObject("create");
            if (fault == Fault.SOME_ITEMS_429 && every3rd) {
                refuse(item, 429, "es_rejected_execution_exception", "busy");
                continue;
            }
            if (fault == Fault.SOME_ITEMS_500 && every3rd) {
                refuse(item, 500, "node_closed_exception", "closed");
                continue;
            }
            create(action.path("_index").asString(), action.path("_id").asString(), lines.get(i + 1), item);
            if (fault == Fault.SOME_ITEMS_503_BUT_TAKEN && every3rd) {
                item.removeAll();
                refuse(item, 503, "unavailable_shards_exception", "primary shard is not active");
            }
        }
        return answer;
    }

    private void create(String stream, String id, JsonNode document, ObjectNode item) {
        if (stream.contains("bad") || refused.contains(stream)) {
            refuse(item, 400, "illegal_argument_exception", "no such thing as 'secret'");
            return;
        }
        if (document.path("numeric_labels").path("x").isString()) {
            refuse(
                    item,
                    400,
                    "document_parsing_exception",
                    "[1:60] failed to parse field [numeric_labels.x] of type [double] in document with id 'i2'. "
                            + "Preview of field's value: 'secret'");
            return;
        }
        if (document.has("poison")) {
            refuse(item, 400, "illegal_argument_exception", "poison");
            return;
        }
        Map<String, JsonNode> written = written(stream);
        if (written.containsKey(id)) {
            refuse(item, 409, "version_conflict_engine_exception", "[" + id + "]: version conflict");
            return;
        }
        written.put(id, document);
        item.put("status", 201);
    }

    private static void refuse(ObjectNode item, int status, String type, String reason) {
        item.put("status", status);
        item.putObject("error").put("type", type).put("reason", reason);
    }

    private void tasks(HttpExchange exchange) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode tasks = answer.putArray("tasks");
        runningBulks.forEach(name -> tasks.addObject().putObject("headers").put("X-Opaque-Id", name));
        answer(exchange, 200, answer.toString());
    }

    private void resolve(HttpExchange exchange, String encoded) throws IOException {
        String stream = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        ObjectNode answer = JSON.createObjectNode();
        synchronized (this) {
            List<Backing> backing = streams.get(stream);
            if (backing != null) {
                ArrayNode names = answer.putArray("data_streams")
                        .addObject()
                        .put("name", stream)
                        .putArray("backing_indices");
                backing.forEach(index -> names.add(index.name()));
            }
        }
        answer(exchange, answer.isEmpty() ? 404 : 200, answer.toString());
    }

    private void mget(HttpExchange exchange, String index, byte[] body) throws IOException, InterruptedException {
        lookUpsGoOn.await();
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode docs = answer.putArray("docs");
        boolean withSource =
                !String.valueOf(exchange.getRequestURI().getQuery()).contains("_source=false");
        synchronized (this) {
            Map<String, JsonNode> documents = streams.values().stream()
                    .flatMap(List::stream)
                    .filter(backing -> backing.name().equals(index))
                    .findFirst()
                    .map(Backing::documents)
                    .orElse(Map.of());
            JsonNode ids = JSON.readTree(body).path("ids");
            lookUps.add(ids.size());
            ids.forEach(id -> {
                if (withSource) {
                    fetchedIds.add(id.asString());
                }
                JsonNode document = documents.get(id.asString());
                ObjectNode doc = docs.addObject().put("_id", id.asString()).put("found", document != null);
                if (document != null && withSource) {
                    doc.set("_source", document);
                }
            });
        }
        String whole = answer.toString();
        if (whole.length() > largestLookUp) {
            answer(exchange, 429, "{\"error\":{\"type\":\"circuit_breaking_exception\"}}");
            return;
        }
        answer(exchange, 200, whole);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code docs/openapi.json} as a measure of real answers: an answer has a documented status and type, each required field,
 * and no field that is not documented. The document itself promises less, so that fields can be added.
 */
public final class ApiDocument {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Consumer<ExecutionContext> FORMATS_COUNT =
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true));
    private static final Path FILE = Path.of("..", "docs", "openapi.json");
    private static final ApiDocument COMMITTED = new ApiDocument(read());

    final JsonNode tree;
    private final JsonNode closed;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private ApiDocument(JsonNode tree) {
        this.tree = tree;
        this.closed = closed(tree.deepCopy());
    }

    public static ApiDocument committed() {
        return COMMITTED;
    }

    private static JsonNode read() {
        try (InputStream file = Files.newInputStream(FILE)) {
            return JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With objects that have the fields that are named and no others. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.has("properties")
                && object.has("type")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDocument::closed);
        return node;
    }

    /** @param schema by its name */
    public Set<String> fieldsOf(String schema) {
        return Set.copyOf(tree.get("components")
                .get("schemas")
                .get(schema)
                .get("properties")
                .propertyNames());
    }

    /** Fails unless the answer is as the document says of its request. */
    public void describes(HttpResponse<String> answer) {
        String method = answer.request().method().toLowerCase(Locale.ROOT);
        String path = answer.uri().getRawPath();
        String place = method + " " + path + " " + answer.statusCode();
        for (Map.Entry<String, JsonNode> candidate : tree.get("paths").properties()) {
            if (path.matches(candidate.getKey().replaceAll("\\{[a-z]+}", "[^/]+"))
                    && candidate.getValue().has(method)
                    && isMostExact(path, candidate.getKey(), method)) {
                describes(candidate.getKey(), method, answer, place);
                return;
            }
        }
        // What is not there, or not by this method, is not documented and a problem all the same.
        assertThat(answer.statusCode()).as(place).isBetween(400, 499);
        validate("#/components/schemas/Problem", answer.body(), place);
    }

    /** A path without a variable goes before one with. */
    private boolean isMostExact(String path, String template, String method) {
        return template.equals(path)
                || !tree.get("paths").has(path)
                || !tree.get("paths").get(path).has(method);
    }

    private void describes(String template, String method, HttpResponse<String> answer, String place) {
        JsonNode responses = tree.get("paths").get(template).get(method).get("responses");
        String status = Integer.toString(answer.statusCode());
        boolean isNamed = responses.has(status);
        assertThat(isNamed || answer.statusCode() >= 400)
                .as("%s is documented", place)
                .isTrue();
        String key = isNamed ? status : "default";
        JsonNode response = responses.get(key);
        String pointer = response.has("$ref")
                ? response.get("$ref").asString()
                : "#/paths/" + escaped(template) + "/" + method + "/responses/" + key;
        JsonNode resolved = tree.at(pointer.substring(1));
        if (!resolved.has("content")) {
            assertThat(answer.body()).as(place).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        assertThat(resolved.get("content").propertyNames()).as(place).contains(type);
        validate(pointer + "/content/" + escaped(type) + "/schema", answer.body(), place);
    }

    private static String escaped(String part) {
        return part.replace("~", "~0").replace("/", "~1");
    }

    /** @param pointer to a schema of the document */
    public void validate(String pointer, String json, String place) {
        Schema schema = schemas.computeIfAbsent(pointer, this::schema);
        assertThat(schema.validate(json, InputFormat.JSON, FORMATS_COUNT))
                .as("%s: %s", place, json)
                .isEmpty();
    }

    private Schema schema(String pointer) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$ref", "#/document" + pointer.substring(1).replace("{", "%7B").replace("}", "%7D"));
        root.set("document", relocated(closed.deepCopy()));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root.toString(), InputFormat.JSON);
    }

    private static JsonNode relocated(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.has("$ref")
                && object.get("$ref").isString()) {
            object.put("$ref", "#/document" + object.get("$ref").asString().substring(1));
        }
        node.forEach(ApiDocument::relocated);
        return node;
    }
}

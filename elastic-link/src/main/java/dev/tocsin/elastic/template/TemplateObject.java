package dev.tocsin.elastic.template;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * One file of {@code index-templates/}: an object that we put into Elasticsearch.
 *
 * @param kind {@code _component_template} or {@code _index_template}: folder and API alike
 * @param name of the object
 * @param minor first 9.x that takes it
 */
record TemplateObject(String kind, String name, int minor) {
    static final String COMPONENT = "_component_template";
    static final String INDEX = "_index_template";

    /** In the order of installation: an index template needs its components first. */
    static final List<TemplateObject> ALL = List.of(
            new TemplateObject(COMPONENT, "tocsin-logs-mappings", 0),
            new TemplateObject(COMPONENT, "tocsin-logs-settings", 0),
            new TemplateObject(COMPONENT, "tocsin-logs-failure-store", 1),
            new TemplateObject(INDEX, "tocsin-logs", 0),
            new TemplateObject(INDEX, "tocsin-history", 0));

    /** Name of the list in the answer of a GET, and of the object within an entry. */
    String listName() {
        return kind.substring(1) + "s";
    }

    String path() {
        return "/" + kind + "/" + name;
    }

    boolean isFor(String serverVersion) {
        String[] parts = serverVersion.split("\\.", 3);
        return !parts[0].equals("9") || parts.length < 2 || Integer.parseInt(parts[1]) >= minor;
    }

    /** What the file says. */
    JsonObject body() {
        String resource = "/index-templates" + path() + ".json";
        try (InputStream file = TemplateObject.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing from the build");
            }
            try (JsonReader reader = Json.createReader(file)) {
                return reader.readObject();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }
}

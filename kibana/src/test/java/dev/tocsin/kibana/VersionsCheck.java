package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The versions are exactly those of the oldest supported Kibana, said here a second time so that a slip in the generator
 * is found, and no object is there twice.
 */
final class VersionsCheck implements Check {
    private static final Map<String, String> VERSIONS = Map.of(
            "tag", "8.0.0", "index-pattern", "8.0.0", "query", "10.2.0", "search", "10.5.0", "dashboard", "10.2.0");

    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonObject object : objects.all()) {
            String name = SavedObjects.nameOf(object);
            if (!names.add(name)) {
                problems.add(name + " is there twice");
            }
            if (!object.getString("coreMigrationVersion", "").equals("8.8.0")) {
                problems.add(name + ": coreMigrationVersion");
            }
            if (!object.getString("typeMigrationVersion", "").equals(VERSIONS.get(object.getString("type")))) {
                problems.add(name + ": typeMigrationVersion");
            }
            if (object.get("managed") != JsonValue.FALSE) {
                problems.add(name + ": managed, so that nobody could change it");
            }
        }
        return problems;
    }
}

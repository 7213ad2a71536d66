package dev.tocsin.elastic.template;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateChange.Action;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts our templates into Elasticsearch and takes them away: creates or upgrades by version, never downgrades, never
 * touches what somebody else made. Data streams that exist keep their data; mappings change at their next rollover.
 */
public final class TemplateInstaller {
    private static final String OWNER = "tocsin";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ElasticLink link;
    private final String serverVersion;

    /**
     * Works on one cluster.
     *
     * @param serverVersion as {@link ElasticLink#probe()} found it
     */
    public TemplateInstaller(ElasticLink link, String serverVersion) {
        this.link = link;
        this.serverVersion = serverVersion;
    }

    /** What {@link #install()} would do; changes nothing. */
    public List<TemplateChange> plan() throws IOException {
        List<TemplateChange> changes = new ArrayList<>();
        for (TemplateObject object : TemplateObject.ALL) {
            changes.add(changeFor(object));
        }
        return List.copyOf(changes);
    }

    /**
     * Does what {@link #plan()} says and returns it. A foreign object stops everything before anything is changed.
     *
     * @throws TemplatesRefused naming the object that is in the way or that Elasticsearch refused
     */
    public List<TemplateChange> install() throws IOException {
        List<TemplateChange> changes = plan();
        for (TemplateChange change : changes) {
            if (change.action() == Action.FOREIGN) {
                throw new TemplatesRefused(
                        change.object() + " exists and is not Tocsin's (" + change.detail()
                                + "); nothing was changed. Rename or delete it, then install again.",
                        0);
            }
        }
        for (int i = 0; i < changes.size(); i++) {
            Action action = changes.get(i).action();
            if (action == Action.CREATE || action == Action.UPGRADE) {
                put(TemplateObject.ALL.get(i), action);
            }
        }
        return changes;
    }

    /** Takes our objects away, index templates before their components, and returns what happened to each. */
    public List<TemplateChange> remove() throws IOException {
        List<TemplateChange> changes = new ArrayList<>();
        for (TemplateObject object : TemplateObject.ALL.reversed()) {
            JsonObject installed = installed(object);
            if (installed == null) {
                changes.add(change(object, Action.ABSENT, ""));
            } else if (!isOurs(installed)) {
                changes.add(change(object, Action.FOREIGN, owner(installed)));
            } else {
                require(
                        object,
                        link.call(new ElasticRequest(
                                "DELETE",
                                object.path(),
                                Map.of(),
                                Map.of(),
                                new byte[0],
                                0,
                                ElasticRequest.JSON,
                                TIMEOUT)));
                changes.add(change(object, Action.REMOVE, "version " + version(installed)));
            }
        }
        return List.copyOf(changes);
    }

    private TemplateChange changeFor(TemplateObject object) throws IOException {
        if (!object.isFor(serverVersion)) {
            return change(object, Action.NOT_FOR_THIS_SERVER, "needs 9." + object.minor());
        }
        JsonObject installed = installed(object);
        int ours = version(object.body());
        if (installed == null) {
            return change(object, Action.CREATE, "version " + ours);
        }
        if (!isOurs(installed)) {
            return change(object, Action.FOREIGN, owner(installed));
        }
        int theirs = version(installed);
        if (theirs == ours) {
            return change(object, Action.KEEP, "version " + ours);
        }
        return theirs > ours
                ? change(object, Action.NEWER, "version " + theirs + ", this Tocsin has " + ours)
                : change(object, Action.UPGRADE, "version " + theirs + " to " + ours);
    }

    private void put(TemplateObject object, Action action) throws IOException {
        // create=true: if somebody makes one of the same name at this moment, theirs stays.
        Map<String, String> parameters = action == Action.CREATE ? Map.of("create", "true") : Map.of();
        require(object, link.call("PUT", object.path(), parameters, object.body()));
    }

    private @Nullable JsonObject installed(TemplateObject object) throws IOException {
        ElasticAnswer answer = link.call(ElasticRequest.get(object.path(), Map.of()));
        if (answer.status() == 404) {
            return null;
        }
        require(object, answer);
        JsonArray list = answer.json().getJsonArray(object.listName());
        return list.getJsonObject(0)
                .getJsonObject(object.listName().substring(0, object.listName().length() - 1));
    }

    private static void require(TemplateObject object, ElasticAnswer answer) {
        if (!answer.isSuccess()) {
            throw new TemplatesRefused(
                    "Elasticsearch answered " + answer.status() + " for " + object.path() + ": " + reason(answer),
                    answer.status());
        }
    }

    private static String reason(ElasticAnswer answer) {
        try {
            JsonObject error = answer.json().getJsonObject("error");
            return error == null ? "no reason given" : error.getString("reason", "no reason given");
        } catch (RuntimeException e) {
            return "an answer that is not JSON";
        }
    }

    private static TemplateChange change(TemplateObject object, Action action, String detail) {
        return new TemplateChange(object.kind() + "/" + object.name(), action, detail);
    }

    private static boolean isOurs(JsonObject body) {
        return owner(body).equals(OWNER);
    }

    private static String owner(JsonObject body) {
        JsonObject meta = body.getJsonObject("_meta");
        return meta == null ? "no owner" : meta.getString("managed_by", "no owner");
    }

    private static int version(JsonObject body) {
        return body.getInt("version", 0);
    }
}

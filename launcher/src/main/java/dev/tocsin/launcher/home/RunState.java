package dev.tocsin.launcher.home;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs in a data folder, as {@code tocsin.json} says it.
 *
 * @param launcher the process that started the others and ends them
 * @param parts all of them, in the order in which they are started
 */
public record RunState(LiveProcess launcher, List<PartState> parts) {
    /** How far a part has come. */
    public enum Stage {
        WAITING,
        STARTING,
        STARTED
    }

    /**
     * One part.
     *
     * @param process its shell, which ends it; null before it has started
     * @param address where people and programs find it
     * @param check answers 200 when it is ready; empty when connecting is all that can be tried
     * @param certificate file of the one that it shows where address or check are https; empty without TLS
     */
    public record PartState(
            String name, Stage stage, @Nullable LiveProcess process, String address, String check, String certificate) {
        /** The process if it was started and still runs. */
        public Optional<ProcessHandle> find() {
            return process == null ? Optional.empty() : process.find();
        }
    }

    public RunState {
        parts = List.copyOf(parts);
    }

    JsonObject toJson() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (PartState part : parts) {
            JsonObjectBuilder json = part.process() == null ? Json.createObjectBuilder() : process(part.process());
            all.add(json.add("name", part.name())
                    .add("stage", part.stage().name())
                    .add("address", part.address())
                    .add("check", part.check())
                    .add("certificate", part.certificate()));
        }
        return process(launcher).add("parts", all).build();
    }

    static RunState fromJson(JsonObject json) {
        List<PartState> parts = json.getJsonArray("parts").stream()
                .map(JsonValue::asJsonObject)
                .map(part -> new PartState(
                        part.getString("name"),
                        Stage.valueOf(part.getString("stage")),
                        part.containsKey("pid") ? processIn(part) : null,
                        part.getString("address"),
                        part.getString("check"),
                        part.getString("certificate", "")))
                .toList();
        return new RunState(processIn(json), parts);
    }

    private static JsonObjectBuilder process(LiveProcess process) {
        return Json.createObjectBuilder()
                .add("pid", process.pid())
                .add("startedAt", process.startedAt().toString());
    }

    private static LiveProcess processIn(JsonObject json) {
        return new LiveProcess(json.getJsonNumber("pid").longValue(), Instant.parse(json.getString("startedAt")));
    }
}

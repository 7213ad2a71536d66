package dev.tocsin.launcher.home;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;

/**
 * What runs in a data folder, as {@code tocsin.json} says it.
 *
 * @param launcher the process that started the others and ends them
 * @param parts in the order in which they were started
 */
public record RunState(LiveProcess launcher, List<PartState> parts) {
    /**
     * One part.
     *
     * @param process its shell, which ends it
     * @param address where people and programs find it
     * @param check answers 200 when it is ready; empty when connecting is all that can be tried
     * @param log its log file
     */
    public record PartState(String name, LiveProcess process, String address, String check, String log) {}

    public RunState {
        parts = List.copyOf(parts);
    }

    JsonObject toJson() {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (PartState part : parts) {
            all.add(process(part.process())
                    .add("name", part.name())
                    .add("address", part.address())
                    .add("check", part.check())
                    .add("log", part.log()));
        }
        return process(launcher).add("parts", all).build();
    }

    static RunState fromJson(JsonObject json) {
        List<PartState> parts = json.getJsonArray("parts").stream()
                .map(JsonValue::asJsonObject)
                .map(part -> new PartState(
                        part.getString("name"),
                        processIn(part),
                        part.getString("address"),
                        part.getString("check"),
                        part.getString("log")))
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

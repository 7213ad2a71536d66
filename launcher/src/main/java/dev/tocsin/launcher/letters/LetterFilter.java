package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.desk.Service;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which dead letters. */
final class LetterFilter {
    @Option(
            names = "--stage",
            paramLabel = "decode|index",
            description = "Those that could not be decoded, or not be indexed.")
    @Nullable
    LetterStage stage;

    @Option(
            names = "--stream",
            converter = Said.class,
            paramLabel = "STREAM",
            description = "Those for this data stream.")
    @Nullable
    String stream;

    @Option(
            names = "--door",
            converter = Said.class,
            paramLabel = "DOOR",
            description = "Those that could not be decoded and came in by this door, such as tcp or http.")
    @Nullable
    String door;

    @Option(
            names = "--text",
            converter = Said.class,
            paramLabel = "TEXT",
            description = "Those with this in the reason or in the record, of which the first 64 KB are looked at.")
    @Nullable
    String text;

    /** An empty one, as of a variable that is not set, would mean all letters. */
    private static final class Said implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (value.isBlank()) {
                throw new TypeConversionException("it is empty, which would mean all letters; leave the option out");
            }
            return value;
        }
    }

    boolean isEmpty() {
        return said().isEmpty();
    }

    /** As options. */
    String inWords() {
        return said().entrySet().stream()
                .map(one -> "--" + one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(" "));
    }

    /** For a request that lists; begins with an ampersand if it is not empty. */
    String inQuery() {
        return said().entrySet().stream()
                .map(one -> "&" + one.getKey() + "=" + Service.part(one.getValue()))
                .collect(Collectors.joining());
    }

    /** For a request that deals with letters. */
    JsonObject asJson() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        said().forEach(json::add);
        return (isEmpty() ? json.add("all", true) : json).build();
    }

    private Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        if (stage != null) {
            said.put("stage", stage.name().toLowerCase(Locale.ROOT));
        }
        if (stream != null) {
            said.put("stream", stream);
        }
        if (door != null) {
            said.put("door", door);
        }
        if (text != null) {
            said.put("text", text);
        }
        return said;
    }
}

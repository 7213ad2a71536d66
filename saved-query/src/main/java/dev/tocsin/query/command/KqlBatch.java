package dev.tocsin.query.command;

import dev.tocsin.query.DataView;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import dev.tocsin.query.QueryException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translates a stream of queries, one JSON object per line: {@code {"kql": …, "config": {…}, "dataView": …}} in,
 * {@code {"query": …}} or {@code {"error": {"message": …, "offset": …, "hint": …}}} out, line for line and flushed at each. A line
 * that is no such object gets an error, too, and the next one is read.
 *
 * <p>{@code config} holds Kibana's settings ({@link KqlOptions}). {@code dataView} is a data view ({@link DataView}), or
 * null for none, or a name: then, and if it is missing, it is the data view given to the constructor. It may stand in
 * {@code config} as well, or be a bare list {@code fields} in one of both. {@code offset} and {@code hint} are null where there is none.
 */
public final class KqlBatch {
    private static final JsonProvider JSON = JsonProvider.provider();

    private final @Nullable DataView given;

    public KqlBatch(@Nullable DataView given) {
        this.given = given;
    }

    /** Until the end of the input. */
    public void run(Reader in, Writer out) throws IOException {
        BufferedReader lines = new BufferedReader(in);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.write(answer(line).toString());
            out.write('\n');
            out.flush();
        }
    }

    JsonObject answer(String line) {
        try {
            JsonObject query = object(line);
            if (!(query.get("kql") instanceof JsonString kql)) {
                throw QueryException.of("The line has no text \"kql\".", null);
            }
            JsonObject config =
                    query.get("config") instanceof JsonObject settings ? settings : JsonValue.EMPTY_JSON_OBJECT;
            JsonObject translated =
                    Kql.translate(kql.getString(), dataView(query, config), KqlOptions.fromJson(config));
            return JSON.createObjectBuilder().add("query", translated).build();
        } catch (QueryException e) {
            var error = JSON.createObjectBuilder().add("message", String.valueOf(e.getMessage()));
            if (e.offset().isPresent()) {
                error.add("offset", e.offset().getAsInt());
            } else {
                error.addNull("offset");
            }
            e.hint().ifPresentOrElse(hint -> error.add("hint", hint), () -> error.addNull("hint"));
            return JSON.createObjectBuilder().add("error", error).build();
        }
    }

    private @Nullable DataView dataView(JsonObject query, JsonObject config) {
        for (JsonObject place : List.of(query, config)) {
            switch (place.get("dataView")) {
                case JsonObject view -> {
                    return DataView.fromJson(view);
                }
                case JsonString name -> {
                    if (given == null) {
                        throw QueryException.of(
                                "There is no data view " + name + ": give one with --fields, or in the line.", null);
                    }
                    return given;
                }
                case null -> {
                    if (place.containsKey("fields")) {
                        return DataView.fromJson(place);
                    }
                }
                default -> {
                    if (place.get("dataView") == JsonValue.NULL) {
                        return null;
                    }
                    throw QueryException.of("dataView is an object, a name or null.", null);
                }
            }
        }
        return given;
    }

    private static JsonObject object(String line) {
        try (StringReader text = new StringReader(line);
                JsonReader reader = JSON.createReader(text)) {
            if (reader.readValue() instanceof JsonObject object) {
                return object;
            }
        } catch (RuntimeException e) {
            // Not JsonException: Parsson tells of too many brackets by a bare RuntimeException.
            throw QueryException.of("The line is not a JSON object: " + e.getMessage(), null);
        }
        throw QueryException.of("The line is not a JSON object.", null);
    }
}

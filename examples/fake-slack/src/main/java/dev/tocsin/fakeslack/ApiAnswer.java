package dev.tocsin.fakeslack;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/** What the Web API answers: nearly always 200, with {@code ok} in the body. */
record ApiAnswer(int status, JsonObject body, @Nullable Integer retryAfterSeconds) {
    static ApiAnswer ok(JsonObjectBuilder more) {
        return new ApiAnswer(
                200, Json.createObjectBuilder().add("ok", true).addAll(more).build(), null);
    }

    static ApiAnswer error(String word) {
        return new ApiAnswer(
                200,
                Json.createObjectBuilder().add("ok", false).add("error", word).build(),
                null);
    }

    /** With a line for who reads it. */
    static ApiAnswer error(String word, String detail) {
        return new ApiAnswer(
                200,
                Json.createObjectBuilder()
                        .add("ok", false)
                        .add("error", word)
                        .add(
                                "response_metadata",
                                Json.createObjectBuilder()
                                        .add(
                                                "messages",
                                                Json.createArrayBuilder().add("[ERROR] " + detail)))
                        .build(),
                null);
    }

    static ApiAnswer missingScope(String needed) {
        return new ApiAnswer(
                200,
                Json.createObjectBuilder()
                        .add("ok", false)
                        .add("error", "missing_scope")
                        .add("needed", needed)
                        .add("provided", "chat:write")
                        .build(),
                null);
    }

    static ApiAnswer rateLimited(int seconds) {
        return new ApiAnswer(
                429,
                Json.createObjectBuilder()
                        .add("ok", false)
                        .add("error", "ratelimited")
                        .build(),
                seconds);
    }

    boolean isOk() {
        return body.getBoolean("ok", false);
    }
}

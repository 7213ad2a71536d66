package dev.tocsin.fakeslack;

import dev.tocsin.fakeslack.Workspace.Conversation;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the Web API that an app of alerts needs, with the errors that docs.slack.dev lists for them. What a
 * method answers does not depend on HTTP, so that a test can ask it too. Thread-safe.
 */
final class WebApi {
    private static final String BOT_USER = "U0TOCSIN";
    private static final int LONGEST_TEXT = 40_000;
    /** Of an update; a post is cut by Slack where it is longer. */
    private static final int LONGEST_NEW_TEXT = 4_000;

    private static final int MOST_METADATA = 8_000;
    private static final int MOST_MESSAGES = 999;
    private static final Set<String> TAKE_JSON =
            Set.of("chat.postMessage", "chat.update", "auth.test", "apps.connections.open");
    private static final Map<String, String> SCOPES = Map.of(
            "chat.postMessage", "chat:write",
            "chat.update", "chat:write",
            "conversations.history", "channels:history",
            "conversations.replies", "channels:history",
            "files.getUploadURLExternal", "files:write",
            "files.completeUploadExternal", "files:write");

    private final Workspace workspace;
    private final Uploads uploads;
    private final Doors doors;
    private final Set<String> withoutScopes = ConcurrentHashMap.newKeySet();
    private final List<Consumer<ChatEntry>> listeners;
    private volatile @Nullable String editsRefused;
    private volatile boolean isRevoked;

    /** Where an upload goes, and where a socket is opened. */
    interface Doors {
        String uploadUrl(String file);

        /** Empty if there are as many as one app may have. */
        Optional<String> socketUrl();
    }

    WebApi(Workspace workspace, Uploads uploads, Doors doors, List<Consumer<ChatEntry>> listeners) {
        this.workspace = workspace;
        this.uploads = uploads;
        this.doors = doors;
        this.listeners = listeners;
    }

    static boolean takesJson(String method) {
        return TAKE_JSON.contains(method);
    }

    void refuseEdits(@Nullable String word) {
        editsRefused = word;
    }

    void takeScope(String scope) {
        withoutScopes.add(scope);
    }

    void revoke() {
        isRevoked = true;
    }

    /** Empty if the caller may call it. */
    Optional<ApiAnswer> refusalOf(String method, String token) {
        if (token.isEmpty()) {
            return Optional.of(ApiAnswer.error("not_authed"));
        }
        boolean isForApp = method.equals("apps.connections.open");
        if (!token.equals(FakeSlack.BOT_TOKEN) && !token.equals(FakeSlack.APP_TOKEN)) {
            return Optional.of(ApiAnswer.error("invalid_auth"));
        }
        if (isRevoked) {
            return Optional.of(ApiAnswer.error("token_revoked"));
        }
        if (isForApp != token.equals(FakeSlack.APP_TOKEN)) {
            return Optional.of(ApiAnswer.error("not_allowed_token_type"));
        }
        String scope = SCOPES.get(method);
        return scope != null && withoutScopes.contains(scope)
                ? Optional.of(ApiAnswer.missingScope(scope))
                : Optional.empty();
    }

    ApiAnswer call(String method, ApiArguments arguments, Instant now) {
        return switch (method) {
            case "auth.test" ->
                ApiAnswer.ok(Json.createObjectBuilder()
                        .add("url", "https://fake.slack.com/")
                        .add("team", "fake")
                        .add("team_id", FakeSlack.TEAM)
                        .add("user", "tocsin")
                        .add("user_id", BOT_USER)
                        .add("bot_id", "B0TOCSIN"));
            case "chat.postMessage" -> post(arguments, now);
            case "chat.update" -> update(arguments, now);
            case "conversations.history" -> history(arguments);
            case "conversations.replies" -> replies(arguments);
            case "files.getUploadURLExternal" -> announce(arguments);
            case "files.completeUploadExternal" -> complete(arguments, now);
            case "apps.connections.open" ->
                doors.socketUrl()
                        .map(url -> ApiAnswer.ok(Json.createObjectBuilder().add("url", url)))
                        .orElseGet(() -> ApiAnswer.error("too_many_websockets"));
            default -> ApiAnswer.error("unknown_method");
        };
    }

    /** The channel that a post would go to, for its limit; empty if there is none. */
    Optional<String> channelOf(ApiArguments arguments) {
        return workspace.byIdOrName(arguments.text("channel")).map(Conversation::id);
    }

    private ApiAnswer post(ApiArguments arguments, Instant now) {
        Optional<Conversation> in = workspace.byIdOrName(arguments.text("channel"));
        if (in.isEmpty()) {
            return ApiAnswer.error("channel_not_found");
        }
        if (!in.get().hasBot()) {
            return ApiAnswer.error("not_in_channel");
        }
        Optional<ApiAnswer> refusal = refusalOfContent(arguments, LONGEST_TEXT, false);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String thread = arguments.text("thread_ts");
        if (!thread.isEmpty()
                && workspace.message(in.get().id(), thread).isEmpty()
                && !thread.matches("\\d{10}\\.\\d{6}")) {
            return ApiAnswer.error("invalid_thread_ts");
        }
        ChatMessage message = workspace.post(
                in.get(),
                thread.isEmpty() ? null : thread,
                arguments.flag("reply_broadcast"),
                BOT_USER,
                now,
                payloadOf(arguments),
                arguments.structure("metadata") instanceof JsonObject metadata ? metadata : null);
        tell(ChatEntry.posted(message));
        return ApiAnswer.ok(Json.createObjectBuilder()
                .add("channel", message.channel())
                .add("ts", message.ts())
                .add("message", shown(message, true)));
    }

    private ApiAnswer update(ApiArguments arguments, Instant now) {
        // A name will not do here, though it does for a post.
        Optional<Conversation> in = workspace.byId(arguments.text("channel"));
        if (in.isEmpty()) {
            return ApiAnswer.error("channel_not_found");
        }
        if (arguments.text("ts").isEmpty()) {
            return ApiAnswer.error("invalid_arguments", "missing required field: ts");
        }
        Optional<ChatMessage> old = workspace.message(in.get().id(), arguments.text("ts"));
        if (old.isEmpty()) {
            return ApiAnswer.error("message_not_found");
        }
        if (!old.get().author().equals(BOT_USER)) {
            return ApiAnswer.error("cant_update_message");
        }
        String refused = editsRefused;
        if (refused != null) {
            return ApiAnswer.error(refused);
        }
        Optional<ApiAnswer> refusal = refusalOfContent(arguments, LONGEST_NEW_TEXT, true);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        JsonObject metadata = arguments.structure("metadata") instanceof JsonObject object
                ? object
                : old.get().metadata();
        ChatMessage message = old.get()
                .changed(
                        payloadOf(arguments),
                        metadata,
                        old.get().broadcast() || old.get().isReply() && arguments.flag("reply_broadcast"));
        workspace.replace(message, now);
        tell(ChatEntry.changed(message, now));
        return ApiAnswer.ok(Json.createObjectBuilder()
                .add("channel", message.channel())
                .add("ts", message.ts())
                .add("text", message.text())
                .add("message", shown(message, true)));
    }

    private void tell(ChatEntry entry) {
        listeners.forEach(listener -> listener.accept(entry));
    }

    /** The same for a post and an update, but for how long a text may be. */
    private Optional<ApiAnswer> refusalOfContent(ApiArguments arguments, int longest, boolean isUpdate) {
        JsonValue blocks = arguments.structure("blocks");
        if (arguments.has("blocks") && !(blocks instanceof JsonArray)) {
            return Optional.of(ApiAnswer.error("invalid_blocks_format"));
        }
        String text = arguments.text("text");
        if (text.isBlank() && (!(blocks instanceof JsonArray array) || array.isEmpty())) {
            return Optional.of(ApiAnswer.error("no_text"));
        }
        if (text.length() > longest) {
            return Optional.of(ApiAnswer.error("msg_too_long"));
        }
        if (blocks instanceof JsonArray array) {
            Optional<String> trouble = BlockRules.troubleWith(array);
            if (trouble.isPresent()) {
                return Optional.of(ApiAnswer.error("invalid_blocks", trouble.get()));
            }
            if (!showsFilesThatAreThere(array)) {
                return Optional.of(ApiAnswer.error("invalid_blocks", "invalid slack file [json-pointer:/blocks]"));
            }
        }
        if (arguments.has("metadata")) {
            if (!(arguments.structure("metadata") instanceof JsonObject metadata)) {
                return Optional.of(ApiAnswer.error("invalid_metadata_format"));
            }
            boolean isRemoval = isUpdate && metadata.isEmpty();
            boolean isWhole = metadata.get("event_type") instanceof JsonString
                    && metadata.get("event_payload") instanceof JsonObject;
            if (!isRemoval && !isWhole) {
                return Optional.of(ApiAnswer.error("invalid_metadata_schema"));
            }
            if (metadata.toString().length() > MOST_METADATA) {
                return Optional.of(ApiAnswer.error("metadata_too_large"));
            }
        }
        return Optional.empty();
    }

    private static JsonObject payloadOf(ApiArguments arguments) {
        JsonObjectBuilder payload = Json.createObjectBuilder().add("text", arguments.text("text"));
        if (arguments.structure("blocks") instanceof JsonArray blocks) {
            payload.add("blocks", blocks);
        }
        return payload.build();
    }

    private ApiAnswer history(ApiArguments arguments) {
        return workspace
                .byId(arguments.text("channel"))
                .map(in -> {
                    if (!in.hasBot()) {
                        return ApiAnswer.error("not_in_channel");
                    }
                    List<ChatMessage> newestFirst = new ArrayList<>(workspace.shown(in.id()));
                    Collections.reverse(newestFirst);
                    return page(newestFirst, arguments);
                })
                .orElseGet(() -> ApiAnswer.error(
                        arguments.text("channel").isEmpty() ? "invalid_arguments" : "channel_not_found"));
    }

    private ApiAnswer replies(ApiArguments arguments) {
        Optional<Conversation> in = workspace.byId(arguments.text("channel"));
        if (in.isEmpty()) {
            return ApiAnswer.error(arguments.text("channel").isEmpty() ? "invalid_arguments" : "channel_not_found");
        }
        if (!in.get().hasBot()) {
            return ApiAnswer.error("not_in_channel");
        }
        List<ChatMessage> thread = workspace.thread(in.get().id(), arguments.text("ts"));
        return thread.isEmpty() ? ApiAnswer.error("thread_not_found") : page(thread, arguments);
    }

    private ApiAnswer page(List<ChatMessage> all, ApiArguments arguments) {
        String oldest = arguments.text("oldest");
        String latest = arguments.text("latest");
        List<ChatMessage> within = all.stream()
                .filter(message -> oldest.isEmpty() || isAfter(message.ts(), oldest))
                .filter(message -> latest.isEmpty() || isAfter(latest, message.ts()))
                .toList();
        int from = Math.min(within.size(), arguments.number("cursor", 0));
        int limit = Math.clamp(arguments.number("limit", 100), 1, MOST_MESSAGES);
        int to = Math.min(within.size(), from + limit);
        boolean withPayload = arguments.flag("include_all_metadata");
        JsonArrayBuilder messages = Json.createArrayBuilder();
        within.subList(from, to).forEach(message -> messages.add(shown(message, withPayload)));
        boolean hasMore = to < within.size();
        return ApiAnswer.ok(Json.createObjectBuilder()
                .add("messages", messages)
                .add("has_more", hasMore)
                .add("response_metadata", Json.createObjectBuilder().add("next_cursor", hasMore ? "" + to : "")));
    }

    private static boolean isAfter(String ts, String other) {
        return Double.parseDouble(ts) > Double.parseDouble(other);
    }

    private static JsonObject shown(ChatMessage message, boolean withPayload) {
        JsonObjectBuilder shown = Json.createObjectBuilder()
                .add("type", "message")
                .add("user", message.author())
                .add("ts", message.ts())
                .add("text", message.text())
                .add("blocks", message.blocks());
        if (message.threadTs() != null) {
            shown.add("thread_ts", message.threadTs());
        }
        if (message.broadcast()) {
            shown.add("subtype", "thread_broadcast");
        }
        JsonObject metadata = message.metadata();
        if (metadata != null) {
            JsonObjectBuilder part = Json.createObjectBuilder().add("event_type", metadata.getString("event_type", ""));
            if (withPayload && metadata.containsKey("event_payload")) {
                part.add("event_payload", metadata.get("event_payload"));
            }
            shown.add("metadata", part);
        }
        return shown.build();
    }

    private boolean showsFilesThatAreThere(JsonArray blocks) {
        return blocks.stream()
                .map(block -> block.asJsonObject().get("slack_file"))
                .filter(JsonObject.class::isInstance)
                .map(file -> file.asJsonObject().getString("id", ""))
                .allMatch(uploads::canBeShown);
    }

    private ApiAnswer announce(ApiArguments arguments) {
        int length = arguments.number("length", 0);
        if (arguments.text("filename").isEmpty() || length == 0) {
            return ApiAnswer.error("invalid_arguments", "missing required field: filename or length");
        }
        String id = uploads.announce(arguments.text("filename"), length);
        return ApiAnswer.ok(Json.createObjectBuilder()
                .add("upload_url", doors.uploadUrl(id))
                .add("file_id", id));
    }

    private ApiAnswer complete(ApiArguments arguments, Instant now) {
        if (!(arguments.structure("files") instanceof JsonArray files) || files.isEmpty()) {
            return ApiAnswer.error("invalid_arguments", "missing required field: files");
        }
        JsonArrayBuilder done = Json.createArrayBuilder();
        for (JsonValue file : files) {
            String id = file instanceof JsonObject object ? object.getString("id", "") : "";
            Optional<Uploads.Upload> upload = uploads.complete(id);
            if (upload.isEmpty()) {
                return ApiAnswer.error("file_not_found");
            }
            done.add(Json.createObjectBuilder()
                    .add("id", id)
                    .add("title", upload.get().name()));
        }
        String channel = arguments.text("channel_id");
        if (!channel.isEmpty()) {
            Optional<Conversation> in = workspace.byId(channel);
            if (in.isEmpty() || !in.get().hasBot()) {
                return ApiAnswer.error(in.isEmpty() ? "channel_not_found" : "not_in_channel");
            }
            String thread = arguments.text("thread_ts");
            workspace.post(
                    in.get(),
                    thread.isEmpty() ? null : thread,
                    false,
                    BOT_USER,
                    now,
                    Json.createObjectBuilder()
                            .add("text", arguments.text("initial_comment"))
                            .add("files", files)
                            .build(),
                    null);
        }
        return ApiAnswer.ok(Json.createObjectBuilder().add("files", done));
    }
}

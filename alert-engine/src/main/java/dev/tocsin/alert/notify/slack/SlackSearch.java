package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tocsin.alert.notify.Deadline;
import dev.tocsin.alert.notify.DeliveryOutcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks in a conversation for what an earlier try has posted. Shows nobody anything. */
final class SlackSearch {
    private static final int PAGE = 200;
    private static final int MOST_PAGES = 5;

    private final SlackApi api;

    SlackSearch(SlackApi api) {
        this.api = api;
    }

    /** What a look brought. */
    sealed interface Found {
        record There(String ts, SlackMark mark) implements Found {}

        /** @param isCertain false if not all of it could be looked through */
        record NotThere(boolean isCertain) implements Found {}

        /** It cannot be looked at now. */
        record Later(DeliveryOutcome outcome) implements Found {}
    }

    /** The message of a life. @param since not before this */
    Found message(String channel, String life, Instant since, Deadline deadline) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("channel", channel);
        arguments.put("oldest", since.getEpochSecond() + ".000000");
        return look("conversations.history", arguments, mark -> mark.life().equals(life), deadline);
    }

    /** The reply that told some news. */
    Found reply(SlackReference thread, String news, Deadline deadline) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("channel", thread.channel());
        arguments.put("ts", thread.ts());
        return look("conversations.replies", arguments, mark -> mark.news().equals(news), deadline);
    }

    private Found look(String method, Map<String, String> arguments, Predicate<SlackMark> isIt, Deadline deadline) {
        arguments.put("include_all_metadata", "true");
        arguments.put("limit", Integer.toString(PAGE));
        for (int page = 0; page < MOST_PAGES; page++) {
            switch (api.read(method, arguments, deadline)) {
                case SlackReply.Done(JsonObject body) -> {
                    Optional<Found> found = in(body, isIt);
                    if (found.isPresent()) {
                        return found.get();
                    }
                    String next = body.get("response_metadata") instanceof JsonObject metadata
                            ? SlackApi.text(metadata, "next_cursor")
                            : "";
                    if (next.isEmpty()) {
                        return new Found.NotThere(true);
                    }
                    arguments.put("cursor", next);
                }
                case SlackReply.Error error -> {
                    // A page is not held back because it may not be looked for.
                    return SlackWords.forbidsLooking(error.word()) || SlackWords.saysItIsGone(error.word())
                            ? new Found.NotThere(SlackWords.saysItIsGone(error.word()))
                            : new Found.Later(SlackApi.afterLook(SlackWords.outcomeOf(error)));
                }
                case SlackReply.NoWord(DeliveryOutcome outcome) -> {
                    return new Found.Later(SlackApi.afterLook(outcome));
                }
            }
        }
        return new Found.NotThere(false);
    }

    private static Optional<Found> in(JsonObject body, Predicate<SlackMark> isIt) {
        if (body.get("messages") instanceof JsonArray messages) {
            for (JsonElement element : messages) {
                if (element instanceof JsonObject message && isIt.test(SlackMark.of(message))) {
                    return Optional.of(new Found.There(SlackApi.text(message, "ts"), SlackMark.of(message)));
                }
            }
        }
        return Optional.empty();
    }
}

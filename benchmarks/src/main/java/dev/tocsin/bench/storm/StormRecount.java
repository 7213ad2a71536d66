package dev.tocsin.bench.storm;

import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.bench.storm.StormStore.Committed;
import dev.tocsin.bench.storm.StormStore.News;
import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatMessage;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what came of a storm by what Slack has. The outbox is asked only in which message it put which news; that it
 * believes a message was sent counts for nothing: Slack has to have a message or reply with that mark.
 *
 * @param messages as they are at the end, replies included
 * @param log all that was done
 * @param refusals in Slack's words
 */
record StormRecount(List<ChatMessage> messages, List<ChatEntry> log, List<String> refusals) {
    private static final Pattern NODE = Pattern.compile("node-\\d+-\\d+");
    private static final Duration NEVER = Duration.ofDays(1_000);

    StormOutcome of(List<Committed> committed, Map<News, String> messageOf) {
        Map<String, Instant> arrivals = arrivals();
        List<Duration> waits = new ArrayList<>();
        for (Committed one : committed) {
            Instant arrival = arrivals.get(messageOf.getOrDefault(one.news(), ""));
            if (arrival != null) {
                waits.add(notNegative(Duration.between(one.at(), arrival)));
            }
        }
        Collections.sort(waits);
        Instant first = committed.getFirst().at();
        long tooMany =
                refusals.stream().filter(text -> text.contains("ratelimited")).count();
        return new StormOutcome(
                committed.stream()
                        .filter(one -> one.news().kind() == TransitionKind.FIRED)
                        .count(),
                committed.size(),
                committed.size() - waits.size(),
                tooMany,
                refusals.size() - tooMany,
                log.isEmpty()
                        ? NEVER
                        : notNegative(Duration.between(first, log.getFirst().at())),
                count(ChatEntry.Kind.POST),
                count(ChatEntry.Kind.BROADCAST),
                count(ChatEntry.Kind.REPLY),
                count(ChatEntry.Kind.UPDATE),
                nodes().size(),
                waits.isEmpty() ? Duration.ZERO : waits.get(waits.size() / 2),
                waits.isEmpty() ? Duration.ZERO : waits.getLast(),
                log.isEmpty()
                        ? Duration.ZERO
                        : Duration.between(first, log.getLast().at()));
    }

    /** When the first message with the mark of some news arrived. */
    private Map<String, Instant> arrivals() {
        Map<String, Instant> arrivals = new HashMap<>();
        for (ChatMessage message : messages) {
            JsonObject metadata = message.metadata();
            JsonObject payload = metadata == null ? null : metadata.getJsonObject("event_payload");
            if (payload != null) {
                arrivals.merge(
                        payload.getString("news", ""), message.at(), (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        arrivals.remove("");
        return arrivals;
    }

    private long count(ChatEntry.Kind kind) {
        return log.stream().filter(entry -> entry.kind() == kind).count();
    }

    private Set<String> nodes() {
        Set<String> nodes = new HashSet<>();
        for (ChatEntry entry : log) {
            Matcher matcher = NODE.matcher(entry.payload().toString());
            while (matcher.find()) {
                nodes.add(matcher.group());
            }
        }
        return nodes;
    }

    /** A page can arrive before the committing side knows that it has committed. */
    private static Duration notNegative(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}

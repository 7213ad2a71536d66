package dev.tocsin.ingest.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds out what became of events that may have been sent: waits until the bulks that carried them are gone from the
 * cluster's tasks, then looks for the events in every backing index that they can have gone to. A search would not see
 * them yet, and sending again would double them if the stream has rolled over, for {@code create} looks only at the
 * index that is written to now. Thread-safe.
 */
final class Doubts {
    private final BulkTasks tasks;
    private final BackingIndices backing;
    private final Presence presence;
    private final StoredDocuments stored;
    private final IndexSettings settings;
    private final Pause pause;
    private final String ourNames;
    private final String allNames;
    private volatile boolean earlierProcessGone;

    /**
     * @param ourNames how the names of this process's bulks begin
     * @param allNames how the names of this node's bulks begin, in whatever process
     */
    Doubts(Questions questions, IndexSettings settings, Pause pause, String ourNames, String allNames) {
        this.tasks = new BulkTasks(questions);
        this.backing = new BackingIndices(questions);
        this.presence = new Presence(questions);
        this.stored = new StoredDocuments(presence, settings);
        this.settings = settings;
        this.pause = pause;
        this.ourNames = ourNames;
        this.allNames = allNames;
    }

    /**
     * Looks up the events that are in doubt, and those whose id a client gave where the stream has older indices.
     *
     * @throws NotAnswered if it could not be found out: nothing may be sent then
     */
    Findings lookUp(List<Delivery> deliveries) throws NotAnswered, InterruptedException {
        List<Delivery> doubtful = deliveries.stream().filter(Delivery::inDoubt).toList();
        if (!doubtful.isEmpty()) {
            awaitEndOfBulks(doubtful);
        }
        Map<Delivery, Found> there = new LinkedHashMap<>();
        Map<String, List<Delivery>> byStream = deliveries.stream()
                .filter(delivery -> delivery.inDoubt() || delivery.event().clientGaveId())
                .collect(Collectors.groupingBy(Delivery::stream));
        Map<Delivery, String> undecided = new LinkedHashMap<>();
        for (Map.Entry<String, List<Delivery>> stream : byStream.entrySet()) {
            try {
                lookUp(backing.of(stream.getKey()), stream.getValue(), there);
            } catch (NotAnswered e) {
                if (!e.concernsOneStream()) {
                    throw e;
                }
                stream.getValue().forEach(delivery -> undecided.put(delivery, e.reason()));
            }
        }
        undecided.keySet().removeAll(there.keySet());
        return new Findings(there, undecided);
    }

    private void lookUp(List<String> indices, List<Delivery> deliveries, Map<Delivery, Found> there)
            throws NotAnswered {
        List<Delivery> own = deliveries.stream()
                .filter(delivery -> !delivery.event().clientGaveId())
                .toList();
        if (!own.isEmpty() && !indices.isEmpty()) {
            long oldest = own.stream()
                    .mapToLong(delivery -> delivery.event().appendedAt())
                    .min()
                    .orElse(0);
            collect(BackingIndices.writtenSince(indices, Instant.ofEpochMilli(oldest)), own, false, there);
        }
        List<Delivery> given = deliveries.stream()
                .filter(delivery -> delivery.event().clientGaveId())
                .toList();
        if (!given.isEmpty()) {
            lookUpGiven(indices, given, there);
        }
    }

    /** A client may have sent the id long ago, so the append time bounds nothing: the newest few indices do. */
    private void lookUpGiven(List<String> indices, List<Delivery> given, Map<Delivery, Found> there)
            throws NotAnswered {
        List<Delivery> doubtful = new ArrayList<>();
        List<Delivery> maybeRetries = new ArrayList<>();
        List<Delivery> probablyNew = new ArrayList<>();
        for (Delivery delivery : given) {
            List<Delivery> alike = delivery.inDoubt() ? doubtful : delivery.isMaybeRetry() ? maybeRetries : probablyNew;
            alike.add(delivery);
        }
        List<String> newest = newest(indices, settings.olderIndices() + 1);
        if (!doubtful.isEmpty()) {
            long oldest = doubtful.stream()
                    .mapToLong(delivery -> delivery.event().appendedAt())
                    .min()
                    .orElse(0);
            List<String> since = BackingIndices.writtenSince(indices, Instant.ofEpochMilli(oldest));
            collect(since.size() > newest.size() ? since : newest, doubtful, true, there);
        }
        // What may be in the write index has to be looked for there too: with a rollover before the create, that one
        // would look into the next index.
        collect(newest, maybeRetries, true, there);
        if (newest.size() > 1) {
            // The write index is left out: the create itself looks there.
            collect(newest.subList(1, newest.size()), probablyNew, true, there);
        }
    }

    private static List<String> newest(List<String> indices, int count) {
        return indices.reversed().subList(0, Math.min(count, indices.size()));
    }

    /** @param compare whether the id may be another document's */
    private void collect(List<String> indices, List<Delivery> deliveries, boolean compare, Map<Delivery, Found> there)
            throws NotAnswered {
        Map<String, String> indexOf =
                presence.find(indices, deliveries.stream().map(Delivery::id).toList());
        // Most ids that clients give are new, and documents can be long: only what is there is fetched.
        Map<String, List<Delivery>> toCompare = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            String index = indexOf.get(delivery.id());
            if (index != null && compare) {
                toCompare.computeIfAbsent(index, _ -> new ArrayList<>()).add(delivery);
            } else if (index != null) {
                there.put(delivery, Found.OURS);
            }
        }
        for (Map.Entry<String, List<Delivery>> inIndex : toCompare.entrySet()) {
            stored.compare(inIndex.getKey(), inIndex.getValue(), there);
        }
    }

    /** Whose documents are under these events' ids, wherever in the newest indices they are. */
    Map<Delivery, Found> compare(List<Delivery> deliveries) throws NotAnswered {
        Map<Delivery, Found> there = new HashMap<>();
        Map<String, List<Delivery>> byStream = deliveries.stream().collect(Collectors.groupingBy(Delivery::stream));
        for (Map.Entry<String, List<Delivery>> stream : byStream.entrySet()) {
            List<String> indices = newest(backing.of(stream.getKey()), settings.olderIndices() + 1);
            collect(indices, stream.getValue(), true, there);
        }
        return there;
    }

    private void awaitEndOfBulks(List<Delivery> doubtful) throws NotAnswered, InterruptedException {
        Set<String> names = doubtful.stream()
                .map(Delivery::doubtfulBulk)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        boolean ofEarlierProcess =
                doubtful.stream().anyMatch(delivery -> delivery.doubtfulBulk() == null) && !earlierProcessGone;
        if (names.isEmpty() && !ofEarlierProcess) {
            return;
        }
        Predicate<String> carriesOne = name ->
                names.contains(name) || (ofEarlierProcess && name.startsWith(allNames) && !name.startsWith(ourNames));
        // Two looks: a request can lie unread in a socket while nothing of it is in the list of tasks yet.
        for (int look = 0; look < 2; look++) {
            if (look > 0 && !pause.goesOnAfter(settings.quiet())) {
                throw new NotAnswered("closing");
            }
            Optional<String> running = tasks.running(carriesOne);
            if (running.isPresent()) {
                throw NotAnswered.forBulk("a bulk without an answer is still being worked on");
            }
        }
        earlierProcessGone |= ofEarlierProcess;
    }

    /**
     * What a look-up found.
     *
     * @param there whose documents are there; an id of our own giving is nobody else's
     * @param undecided events of streams that cannot be looked into now, with the reason
     */
    record Findings(Map<Delivery, Found> there, Map<Delivery, String> undecided) {}
}

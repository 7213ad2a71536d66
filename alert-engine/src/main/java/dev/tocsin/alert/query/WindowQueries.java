package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.BadQuery;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules and windows to few Elasticsearch requests to values. Never throws for what Elasticsearch does: what cannot be
 * known is {@link WindowAnswer.Undecided}. Thread-safe.
 */
public final class WindowQueries {
    private static final Logger LOG = LoggerFactory.getLogger(WindowQueries.class);
    private static final int LONGEST_MESSAGE = 500;

    private final CombinedSearch combined;
    private final GroupPages pages;
    private final FieldTypes types;

    /** @param clock the one that due times are measured with */
    public WindowQueries(ElasticLink link, InstantSource clock) {
        this(link, clock, GroupPages.MOST_GROUPS);
    }

    /**
     * With a limit of its own.
     *
     * @param mostGroups of a rule in one window
     */
    public WindowQueries(ElasticLink link, InstantSource clock, int mostGroups) {
        this.combined = new CombinedSearch(link);
        this.pages = new GroupPages(link, mostGroups);
        this.types = new FieldTypes(link, clock);
    }

    /** The same with memory for this alone. */
    public Map<Ask, WindowAnswer> answer(List<Ask> asks) {
        return answer(asks, new RoundMemory());
    }

    /**
     * One answer per question, as long as there is memory for their groups. Who comes after that is left out
     * and is to be asked in another round; there is always an answer to some.
     */
    public Map<Ask, WindowAnswer> answer(List<Ask> asks, RoundMemory memory) {
        Map<Ask, WindowAnswer> answers = new LinkedHashMap<>();
        Map<Ask, JsonObject> translated = new LinkedHashMap<>();
        if (!translate(asks, translated, answers)) {
            return answers;
        }
        List<Ask> sent = List.copyOf(translated.keySet());
        List<Search> searches = sent.stream()
                .map(ask -> new Search(
                        ask.rule().query().streams(),
                        () -> SearchBody.count(
                                ask.rule(), ask.window(), translated.getOrDefault(ask, JsonObject.EMPTY_JSON_OBJECT)),
                        ask.alone()))
                .toList();
        combined.send(searches, new Reading(sent, translated, answers, memory));
        findEmptyStreams(answers);
        return answers;
    }

    /**
     * The questions as Elasticsearch takes them. Who cannot be translated is undecided.
     *
     * @return false if the server says nothing at all: then everybody is undecided
     */
    private boolean translate(List<Ask> asks, Map<Ask, JsonObject> translated, Map<Ask, WindowAnswer> answers) {
        Map<RuleQuery, List<Ask>> byQuery = new LinkedHashMap<>();
        asks.forEach(ask -> byQuery.computeIfAbsent(ask.rule().query(), _ -> new ArrayList<>())
                .add(ask));
        Map<String, String> silent = new LinkedHashMap<>();
        for (Map.Entry<RuleQuery, List<Ask>> entry : byQuery.entrySet()) {
            RuleQuery query = entry.getKey();
            String silence = query.needsFieldTypes() ? silenceOf(query.streamsJoined(), silent) : null;
            if (silence != null) {
                undecided(entry.getValue(), silence, answers);
                continue;
            }
            try {
                JsonObject translation = translate(query, latestDue(entry.getValue()));
                entry.getValue().forEach(ask -> translated.put(ask, translation));
            } catch (BadQuery e) {
                undecided(entry.getValue(), "the query cannot be translated: " + e.getMessage(), answers);
            } catch (FieldTypes.Untold e) {
                undecided(entry.getValue(), "the fields' types are not known: " + e.getMessage(), answers);
            } catch (IOException e) {
                String reason = SearchReply.NO_ANSWER + ": " + e.getMessage();
                silent.put(query.streamsJoined(), reason);
                if (!combined.answersAtAll()) {
                    undecided(asks, reason, answers);
                    return false;
                }
                undecided(entry.getValue(), reason, answers);
            }
        }
        return true;
    }

    /** Why this pattern is not asked about any more; null if it may be. */
    private static @Nullable String silenceOf(String pattern, Map<String, String> silent) {
        String own = silent.get(pattern);
        return own == null && silent.size() >= CombinedSearch.MOST_UNANSWERED
                ? silent.values().iterator().next()
                : own;
    }

    private static Instant latestDue(List<Ask> asks) {
        return asks.stream().map(Ask::due).max(Instant::compareTo).orElse(Instant.EPOCH);
    }

    private static void undecided(List<Ask> asks, String reason, Map<Ask, WindowAnswer> answers) {
        asks.forEach(ask -> answers.putIfAbsent(ask, new WindowAnswer.Undecided(reason)));
    }

    private JsonObject translate(RuleQuery query, Instant due) throws IOException {
        return query.toElasticsearch(query.needsFieldTypes() ? types.of(query.streamsJoined(), due) : null);
    }

    /** Replies to answers, each at once: of a reply nothing stays. */
    private final class Reading implements CombinedSearch.Replies {
        private final List<Ask> sent;
        private final Map<Ask, JsonObject> translated;
        private final Map<Ask, WindowAnswer> answers;
        private final RoundMemory memory;

        Reading(List<Ask> sent, Map<Ask, JsonObject> translated, Map<Ask, WindowAnswer> answers, RoundMemory memory) {
            this.sent = sent;
            this.translated = translated;
            this.answers = answers;
            this.memory = memory;
        }

        @Override
        public boolean hasRoom() {
            return memory.hasRoomForAnswers();
        }

        @Override
        public void take(int search, SearchReply reply) {
            if (!hasRoom()) {
                return;
            }
            Ask ask = sent.get(search);
            try {
                answers.put(ask, answer(ask, reply));
            } catch (ClassCastException | NullPointerException | ArithmeticException e) {
                answers.put(ask, new WindowAnswer.Undecided(SearchReply.NOT_UNDERSTOOD));
            }
        }

        private WindowAnswer answer(Ask ask, SearchReply reply) {
            boolean isGrouped = !ask.rule().groupBy().isEmpty();
            if (reply.problem().isPresent()) {
                return isGrouped && reply.isTooLarge()
                        ? inPages(ask)
                        : new WindowAnswer.Undecided(reply.problem().get());
            }
            if (!isGrouped) {
                return new WindowAnswer.Counted(reply.total());
            }
            return reply.buckets().size() < SearchBody.PAGE ? groups(ask, page -> page.take(reply)) : inPages(ask);
        }

        /** At once: who would be read last would wait as long as others that come before them fill every round. */
        private WindowAnswer inPages(Ask ask) {
            JsonObject query = translated.getOrDefault(ask, JsonObject.EMPTY_JSON_OBJECT);
            return groups(ask, page -> pages.read(ask.rule(), ask.window(), query, false, page));
        }

        /** @param read gives the pages, and says why they are not complete */
        private WindowAnswer groups(Ask ask, Function<GroupPages.Page, Optional<String>> read) {
            Map<GroupKey, Long> hits = new HashMap<>();
            GroupWeight ours = new GroupWeight();
            long[] total = new long[1];
            Optional<String> problem = read.apply(page -> {
                addBuckets(ask.rule(), page, hits, ours);
                total[0] = page.total();
                return ours.tooMuchOf(ask.rule().groupBy());
            });
            if (problem.isPresent()) {
                return new WindowAnswer.Undecided(problem.get());
            }
            memory.addAnswer(ours.bytes());
            return new WindowAnswer.Grouped(hits, total[0]);
        }
    }

    private static void addBuckets(Rule rule, SearchReply page, Map<GroupKey, Long> hits, GroupWeight weight) {
        for (JsonObject bucket : page.buckets()) {
            GroupKey group = SearchReply.groupOf(bucket, rule.groupBy());
            weight.add(group);
            hits.merge(group, bucket.getJsonNumber("doc_count").longValueExact(), Long::sum);
        }
    }

    /** Zero hits where it matters: did the streams have anything at all? */
    private void findEmptyStreams(Map<Ask, WindowAnswer> answers) {
        Map<Presence, List<Ask>> questions = new LinkedHashMap<>();
        answers.forEach((ask, answer) -> {
            if (emptinessMatters(ask.rule()) && isZero(answer)) {
                questions
                        .computeIfAbsent(Presence.of(ask), _ -> new ArrayList<>())
                        .add(ask);
            }
        });
        List<Presence> asked = List.copyOf(questions.keySet());
        List<Search> searches = asked.stream()
                .map(presence -> new Search(
                        presence.streams(), () -> SearchBody.presence(presence.rule(), presence.window()), false))
                .toList();
        combined.send(searches, (place, reply) -> {
            WindowAnswer changed = emptiness(reply);
            if (changed != null) {
                questions.getOrDefault(asked.get(place), List.of()).forEach(ask -> answers.put(ask, changed));
            }
        });
    }

    private static @Nullable WindowAnswer emptiness(SearchReply reply) {
        if (reply.problem().isPresent()) {
            return new WindowAnswer.Undecided(reply.problem().get());
        }
        try {
            return reply.hasHits() ? null : new WindowAnswer.NoData();
        } catch (ClassCastException | NullPointerException | ArithmeticException e) {
            return new WindowAnswer.Undecided(SearchReply.NOT_UNDERSTOOD);
        }
    }

    private static boolean emptinessMatters(Rule rule) {
        return switch (rule.noData()) {
            case KEEP, ALERT -> true;
            case OK -> rule.condition().looksForTooFew();
            case ZERO -> false;
        };
    }

    private static boolean isZero(WindowAnswer answer) {
        return switch (answer) {
            case WindowAnswer.Counted(long hits) -> hits == 0;
            case WindowAnswer.Grouped(var _, long total) -> total == 0;
            case WindowAnswer.NoData _, WindowAnswer.Undecided _ -> false;
        };
    }

    /** What makes two questions about emptiness the same; the rule is the first that asked. */
    private static final class Presence {
        private final Rule rule;
        private final Window window;
        private final List<Object> identity;

        private Presence(Rule rule, Window window) {
            this.rule = rule;
            this.window = window;
            String service = rule.query().service();
            this.identity = List.of(rule.query().streams(), service == null ? "" : service, rule.timeField(), window);
        }

        static Presence of(Ask ask) {
            return new Presence(ask.rule(), ask.window());
        }

        Rule rule() {
            return rule;
        }

        Window window() {
            return window;
        }

        List<String> streams() {
            return rule.query().streams();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Presence presence && presence.identity.equals(identity);
        }

        @Override
        public int hashCode() {
            return identity.hashCode();
        }
    }

    /** Which groups the rule's query found in a span, each with its newest event. */
    public SeenGroups seenGroups(Rule rule, Window span, RoundMemory memory) {
        Map<GroupKey, Instant> newest = new HashMap<>();
        GroupWeight weight = new GroupWeight();
        try {
            JsonObject translated = translate(rule.query(), span.end().plus(rule.delay()));
            Optional<String> problem = pages.read(rule, span, translated, true, page -> {
                for (JsonObject bucket : page.buckets()) {
                    Instant at = Instant.ofEpochMilli(bucket.getJsonObject(SearchBody.NEWEST)
                            .getJsonNumber("value")
                            .longValue());
                    GroupKey group = SearchReply.groupOf(bucket, rule.groupBy());
                    weight.add(group);
                    newest.merge(group, at, (a, b) -> a.isAfter(b) ? a : b);
                }
                return weight.tooMuchOf(rule.groupBy());
            });
            if (problem.isPresent()) {
                return new SeenGroups.Undecided(problem.get());
            }
            memory.add(weight.bytes());
            return new SeenGroups.Seen(newest);
        } catch (IOException e) {
            return new SeenGroups.Undecided(SearchReply.NO_ANSWER + ": " + e.getMessage());
        } catch (BadQuery | FieldTypes.Untold e) {
            return new SeenGroups.Undecided(e.getMessage() == null ? "not known" : e.getMessage());
        }
    }

    /** The newest matching events; empty as well when they cannot be had: a page goes out without them. */
    public Map<SampleAsk, List<EventHit>> samples(List<SampleAsk> asks, int most) {
        Map<SampleAsk, Search> searches = new LinkedHashMap<>();
        for (SampleAsk ask : asks) {
            try {
                JsonObject translated = translate(
                        ask.rule().query(), ask.window().end().plus(ask.rule().delay()));
                searches.put(
                        ask,
                        new Search(
                                ask.rule().query().streams(),
                                () -> SearchBody.newest(ask.rule(), ask.window(), translated, ask.group(), most),
                                false));
            } catch (BadQuery | FieldTypes.Untold | IOException e) {
                LOG.debug("No samples", e);
            }
        }
        Map<SampleAsk, List<EventHit>> samples = new HashMap<>();
        List<SampleAsk> sent = List.copyOf(searches.keySet());
        combined.send(List.copyOf(searches.values()), (place, reply) -> samples.put(sent.get(place), hits(reply)));
        return samples;
    }

    private static List<EventHit> hits(SearchReply reply) {
        if (reply.problem().isPresent()) {
            return List.of();
        }
        try {
            return reply.hits().stream().map(WindowQueries::hit).toList();
        } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException | DateTimeException e) {
            return List.of();
        }
    }

    private static EventHit hit(JsonObject hit) {
        JsonObject fields = hit.containsKey("fields") ? hit.getJsonObject("fields") : JsonObject.EMPTY_JSON_OBJECT;
        String message = first(fields, "message").orElse("");
        return new EventHit(
                Instant.parse(hit.getJsonArray("sort").getString(0)),
                first(fields, "service.name").orElse(null),
                first(fields, "log.level").orElse(null),
                message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message);
    }

    private static Optional<String> first(JsonObject fields, String name) {
        JsonArray values = fields.getJsonArray(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getString(0, ""));
    }
}

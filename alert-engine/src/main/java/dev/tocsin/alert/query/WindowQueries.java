package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules and windows to few Elasticsearch requests to values. Never throws for what Elasticsearch does: what cannot be
 * known is {@link WindowAnswer.Undecided}. Thread-safe.
 */
public final class WindowQueries {
    private static final int LONGEST_MESSAGE = 500;

    private final CombinedSearch combined;
    private final GroupPages pages;
    private final Translator translator;
    private final LookBack lookBack;
    private final Recount recount;
    private final Contrasts contrasts;

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
        this(link, clock, mostGroups, CombinedSearch.ANSWER, CombinedSearch.SIGN_OF_LIFE);
    }

    /**
     * With more limits of its own.
     *
     * @param wait for the answer to a request
     * @param signOfLife how long the server may take to answer anything, once a request had no answer
     */
    WindowQueries(ElasticLink link, InstantSource clock, int mostGroups, Duration wait, Duration signOfLife) {
        this.combined = new CombinedSearch(link, wait, signOfLife);
        this.pages = new GroupPages(link, mostGroups, wait, combined::answersAtAll);
        FieldTypes types = new FieldTypes(link, clock);
        this.translator = new Translator(types, combined::answersAtAll);
        this.lookBack = new LookBack(combined, translator);
        this.recount = new Recount(combined, translator);
        this.contrasts = new Contrasts(
                new CombinedSearch(link, Contrasts.PATIENCE, Contrasts.PATIENCE),
                types,
                translator,
                clock,
                Contrasts.PATIENCE);
    }

    /** The same with memory and patience for this alone. */
    public Map<Ask, WindowAnswer> answer(List<Ask> asks) {
        return answer(asks, new RoundMemory(), new RoundPatience());
    }

    /**
     * One answer per question. Who asks for groups when there is no memory left for them is
     * left out and is to be asked in another round; numbers weigh nothing, and there is always an answer to some.
     */
    public Map<Ask, WindowAnswer> answer(List<Ask> asks, RoundMemory memory, RoundPatience patience) {
        Map<Ask, WindowAnswer> answers = new LinkedHashMap<>();
        for (List<Ask> portion : Portions.of(asks, ask -> ask.rule().queries())) {
            Reading reading = new Reading(portion, answers, memory, patience);
            combined.send(reading.searches(), reading, patience);
        }
        lookBack.complete(answers, patience);
        findEmptyStreams(answers, patience);
        return answers;
    }

    /** How many events windows have by now, by question; questions that had no answer are left out. */
    public Map<RecountAsk, Map<Window, Long>> recount(List<RecountAsk> asks, RoundPatience patience) {
        return recount.count(asks, patience);
    }

    /** What is sent for a question; empty if its query cannot be translated. */
    public Optional<SentSearch> search(Ask ask) {
        Translator.Translations translations = translator.translate(Stream.of(ask), new RoundPatience());
        return translations.problemOf(ask).isPresent()
                ? Optional.empty()
                : Optional.of(new SentSearch(
                        String.join(",", ask.rule().query().searched()),
                        SearchBody.count(ask.rule(), ask.window(), translations.of(ask))));
    }

    /** A portion of the questions, and replies to answers, each at once: of a reply nothing stays. */
    private final class Reading implements CombinedSearch.Replies {
        private final List<Ask> sent = new ArrayList<>();
        private final Translator.Translations translations;
        private final Map<Ask, WindowAnswer> answers;
        private final RoundMemory memory;
        private final RoundPatience patience;

        /** Who cannot be translated is undecided at once. */
        Reading(List<Ask> portion, Map<Ask, WindowAnswer> answers, RoundMemory memory, RoundPatience patience) {
            this.answers = answers;
            this.memory = memory;
            this.patience = patience;
            List<Ask> wanted = portion.stream().filter(this::isWanted).toList();
            this.translations = translator.translate(wanted.stream(), patience);
            for (Ask ask : wanted) {
                Optional<String> problem = translations.problemOf(ask);
                if (problem.isEmpty()) {
                    sent.add(ask);
                } else {
                    answers.put(ask, new WindowAnswer.Undecided(problem.get()));
                }
            }
        }

        List<Search> searches() {
            return sent.stream()
                    .map(ask -> new Search(
                            ask.rule().query().searched(),
                            () -> SearchBody.count(ask.rule(), ask.window(), translations.of(ask)),
                            ask.alone()))
                    .toList();
        }

        private boolean isWanted(Ask ask) {
            return ask.rule().groupBy().isEmpty() || memory.hasRoomForAnswers();
        }

        @Override
        public boolean isWanted(int search) {
            return isWanted(sent.get(search));
        }

        @Override
        public void take(int search, SearchReply reply) {
            Ask ask = sent.get(search);
            if (!isWanted(ask)) {
                return;
            }
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
                return new WindowAnswer.Counted(Measuring.foundIn(ask.rule(), reply.aggregations(), reply.total()));
            }
            return reply.buckets().size() < SearchBody.PAGE ? groups(ask, page -> page.take(reply)) : inPages(ask);
        }

        /** At once: who would be read last would wait as long as others that come before them fill every round. */
        private WindowAnswer inPages(Ask ask) {
            return groups(
                    ask, page -> pages.read(ask.rule(), ask.window(), translations.of(ask), false, page, patience));
        }

        /** @param read gives the pages, and says why they are not complete */
        private WindowAnswer groups(Ask ask, Function<GroupPages.Page, Optional<String>> read) {
            Map<GroupKey, Found> found = new HashMap<>();
            GroupWeight ours = new GroupWeight();
            long[] total = new long[1];
            Optional<String> problem = read.apply(page -> {
                addBuckets(ask.rule(), page, found, ours);
                total[0] = Measuring.totalIn(ask.rule(), page);
                return ours.tooMuchOf(ask.rule().groupBy());
            });
            if (problem.isPresent()) {
                return new WindowAnswer.Undecided(problem.get());
            }
            memory.addAnswer(ours.bytes());
            return new WindowAnswer.Grouped(found, total[0]);
        }
    }

    private static void addBuckets(Rule rule, SearchReply page, Map<GroupKey, Found> groups, GroupWeight weight) {
        for (JsonObject bucket : page.buckets()) {
            GroupKey group = SearchReply.groupOf(bucket, rule.groupBy());
            weight.add(group);
            Found found = Measuring.foundIn(
                    rule, bucket, bucket.getJsonNumber("doc_count").longValueExact());
            groups.merge(group, found, (one, other) -> Measuring.both(rule, one, other));
        }
    }

    /** Zero hits where it matters: did the streams have anything at all? */
    private void findEmptyStreams(Map<Ask, WindowAnswer> answers, RoundPatience patience) {
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
        combined.send(
                searches,
                (place, reply) -> {
                    WindowAnswer changed = emptiness(reply);
                    if (changed != null) {
                        questions.getOrDefault(asked.get(place), List.of()).forEach(ask -> answers.put(ask, changed));
                    }
                },
                patience);
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

    /** Whether it makes a difference that the streams have no event at all. */
    public static boolean emptinessMatters(Rule rule) {
        return switch (rule.noData()) {
            case KEEP, ALERT -> true;
            case OK -> rule.condition().judgesSilence();
            case ZERO -> false;
        };
    }

    private static boolean isZero(WindowAnswer answer) {
        return switch (answer) {
            case WindowAnswer.Counted(Found found) -> found.hits() == 0;
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
            this.identity = List.of(rule.query().searched(), service == null ? "" : service, rule.timeField(), window);
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
            return rule.query().searched();
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

    /** The same with patience for this alone. */
    public SeenGroups seenGroups(Rule rule, Window span, RoundMemory memory) {
        return seenGroups(rule, span, memory, new RoundPatience());
    }

    /** Which groups the rule's query found in a span, each with its newest event. */
    public SeenGroups seenGroups(Rule rule, Window span, RoundMemory memory, RoundPatience patience) {
        Map<GroupKey, Instant> newest = new HashMap<>();
        GroupWeight weight = new GroupWeight();
        try {
            Translated translated =
                    new Translated(translator.translate(rule.query(), span.end().plus(rule.delay()), patience), null);
            GroupPages.Page noted = page -> {
                for (JsonObject bucket : page.buckets()) {
                    Instant at = Instant.ofEpochMilli(bucket.getJsonObject(SearchBody.NEWEST)
                            .getJsonNumber("value")
                            .longValue());
                    GroupKey group = SearchReply.groupOf(bucket, rule.groupBy());
                    weight.add(group);
                    newest.merge(group, at, WindowQueries::later);
                }
                return weight.tooMuchOf(rule.groupBy());
            };
            Optional<String> problem = pages.read(rule, span, translated, true, noted, patience);
            if (problem.isPresent()) {
                return new SeenGroups.Undecided(problem.get());
            }
            memory.add(weight.bytes());
            return new SeenGroups.Seen(newest);
        } catch (Translator.Untranslated e) {
            return new SeenGroups.Undecided(e.reason());
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The newest matching events; empty as well when they cannot be had: a page goes out without them. */
    public Map<SampleAsk, List<EventHit>> samples(List<SampleAsk> asks, int most, RoundPatience patience) {
        Map<SampleAsk, List<EventHit>> samples = new HashMap<>();
        for (List<SampleAsk> portion : Portions.of(asks, ask -> ask.rule().queries())) {
            Translator.Translations translations =
                    translator.translate(portion.stream().map(SampleAsk::ask), patience);
            List<SampleAsk> sent = portion.stream()
                    .filter(ask -> translations.problemOf(ask.ask()).isEmpty())
                    .toList();
            List<Search> searches = sent.stream()
                    .map(ask -> new Search(
                            ask.rule().query().searched(),
                            () -> SearchBody.newest(
                                    ask.rule(), ask.window(), translations.of(ask.ask()), ask.group(), most),
                            false))
                    .toList();
            combined.send(searches, (place, reply) -> samples.put(sent.get(place), hits(reply)), patience);
        }
        return samples;
    }

    /** What the events behind numbers have in common that those before had not; a hint, of which there may be none. */
    public Map<ContrastAsk, List<Contrast>> contrasts(List<ContrastAsk> asks) {
        return contrasts.of(asks);
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

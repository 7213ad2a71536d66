package dev.tocsin.alert;

import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** For {@link SmallHeapIT}: rounds of rules with groups that have an hour to catch up, as the cycle does them. */
final class SmallHeap {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    private SmallHeap() {}

    public static void main(String[] args) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        Map<String, Cursor> cursors = new LinkedHashMap<>();
        int windows = Integer.parseInt(args[2]);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            Rule rule = RulesForTests.parse("""
                    rule: r%d
                    query: {service: s%d, lucene: 'a:b'}
                    groupBy: [host.name]
                    condition: {count: hits, threshold: {above: 3}}
                    window: 5m
                    every: 1m
                    delay: 15s
                    """.formatted(i, i));
            rules.put(rule.name(), rule);
            cursors.put(rule.name(), new Cursor(rule.name(), rule.version(), TEN.minusSeconds(60L * windows), 0, null));
        }
        Instant now = TEN.plusSeconds(15);
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(URI.create(args[0])))) {
            WindowQueries queries = new WindowQueries(link, InstantSource.fixed(now));
            int rounds = 0;
            int decided = 0;
            String failure = "none";
            while (!cursors.isEmpty()) {
                List<Turn> turns = rules.values().stream()
                        .flatMap(rule -> Stream.ofNullable(cursors.get(rule.name()))
                                .map(cursor -> new Turn(
                                        rule,
                                        cursor,
                                        DueWindows.of(
                                                rule,
                                                cursor.lastEnd(),
                                                now,
                                                CycleSettings.STANDARD.catchUp(),
                                                CycleSettings.STANDARD.chunk()),
                                        List.of(),
                                        List.of())))
                        .toList();
                Map<Ask, WindowAnswer> answers = queries.answer(
                        turns.stream().flatMap(turn -> turn.asks().stream()).toList());
                List<Decision> decisions = new ArrayList<>();
                for (Turn turn : turns) {
                    if (turn.isAnswered(answers)) {
                        decisions.add(Decider.decide(turn, answers, null, true, now, CycleSettings.STANDARD));
                    }
                }
                rounds++;
                for (Decision decision : decisions) {
                    decided += decision.windows();
                    String name = decision.turn().rule().name();
                    cursors.put(name, new Cursor(name, decision.version(), decision.to(), 0, null));
                    if (decision.failure() != null) {
                        failure = decision.failure().reason();
                    }
                    if (decision.isCurrent()) {
                        cursors.remove(name);
                    }
                }
            }
            System.out.println(
                    "windows " + decided + ", rounds " + (rounds > 1 ? "several" : "one") + ", failure " + failure);
        }
    }
}

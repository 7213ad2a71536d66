package dev.tocsin.alert;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** For {@link SmallHeapIT}: the engine's cycle over a real database, in a process of its own. */
final class SmallHeap {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    private static final String STANDING = """
            select 'windows ' || count(*)
              || ', alerts ' || (select count(*) from alert where status <> 'NORMAL')
              || ', remembered ' || (select count(*) from alert where status = 'NORMAL')
              || ', held ' || (select count(*) from held_transition)
              || ', failing ' || (select coalesce(min(failing_reason), 'none') from rule_cursor)
            from history_queue where kind = 'window' and document ->> 'answer' <> 'undecided'""";

    private SmallHeap() {}

    /**
     * @param args where Elasticsearch is, how many rules, what they ask, what else is in them, and the minutes at which the
     *     cycle looks
     */
    public static void main(String[] args) {
        EngineHouse house = new EngineHouse();
        house.empty();
        List<Rule> rules = IntStream.range(0, Integer.parseInt(args[1]))
                .mapToObj(i -> RulesForTests.parse("""
                        rule: r%d
                        query: {service: s%d, %s}
                        groupBy: [host.name]
                        window: 1m
                        every: 1m
                        delay: 15s
                        noData: ok
                        %s
                        """.formatted(i, i, args[2], args[3])))
                .toList();
        int[] rounds = new int[1];
        try (ElasticLink link = ElasticLink.open(ElasticSettings.of(URI.create(args[0])))) {
            AlertCycle cycle = house.engine(link, rules, step -> rounds[0] += step == CycleStep.ANSWERED ? 1 : 0);
            for (int look = 4; look < args.length; look++) {
                rounds[0] = 0;
                house.time.set(TEN.plusSeconds(60L * Integer.parseInt(args[look]) + 15));
                cycle.run();
            }
            String standing = house.jdbc.sql(STANDING).query(String.class).single();
            System.out.println(standing + ", rounds " + (rounds[0] > 1 ? "several" : "one"));
        }
        house.close();
    }
}

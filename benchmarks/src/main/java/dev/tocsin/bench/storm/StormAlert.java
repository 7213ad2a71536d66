package dev.tocsin.bench.storm;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One alert of a storm: a node that logs errors.
 *
 * @param node its group's value, which no other alert has
 */
record StormAlert(String rule, String node, Severity severity) {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String FIELD = "host.name";

    /** The group as the store keeps it. */
    GroupKey group() {
        return new GroupKey(Map.of(FIELD, node));
    }

    String groupJson() {
        return "{\"" + FIELD + "\":\"" + node + "\"}";
    }

    /** There is one of each alert. */
    String episode() {
        return rule + "|" + group().canonical();
    }

    /** What its rule says in the window that ends then. */
    AlertNotice notice(TransitionKind kind, Instant since, Instant end) {
        boolean fires = kind == TransitionKind.FIRED;
        return new AlertNotice(
                kind,
                rule,
                "v1",
                "Errors of " + rule,
                Map.of("team", "shop"),
                Map.of("summary", "Errors on " + node),
                group(),
                severity,
                fires ? 143.0 : 3.0,
                100.0,
                "hits above 100",
                fires ? "143 hits, above 100" : "3 hits",
                new Window(end.minus(WINDOW), end),
                since,
                episode(),
                "log.level: ERROR",
                "kuery",
                "[]",
                "logs-*-tocsin",
                "@timestamp",
                fires
                        ? List.of(
                                new Sample(end.minusSeconds(1), "checkout-api", "ERROR", "payment provider timed out"))
                        : List.of(),
                0,
                0,
                null,
                List.of());
    }
}

package dev.tocsin.alert;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.alert.store.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which rules have something to do, as the database says; without their rows, of which there may be very many. */
final class DueTurns {
    private final Ledger ledger;
    private final CycleSettings settings;

    DueTurns(Ledger ledger, CycleSettings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    /** @param rules by name */
    List<Turn> of(Map<String, Rule> rules, Instant now) {
        Map<String, Cursor> cursors = ledger.cursors(rules.keySet());
        Set<String> holding = ledger.holding(rules.keySet());
        Map<String, List<Pause>> pauses = ledger.pauses();
        return cursors.values().stream()
                .filter(cursor ->
                        cursor.failure() == null || !cursor.failure().retryAt().isAfter(now))
                .filter(cursor -> {
                    List<Pause> ofRule = pauses.getOrDefault(cursor.rule(), List.of());
                    return ofRule.isEmpty() || ofRule.getLast().isOver(now);
                })
                .flatMap(cursor -> Stream.ofNullable(rules.get(cursor.rule()))
                        .map(rule -> turn(rule, cursor, pauses.getOrDefault(rule.name(), List.of()), now)))
                .filter(turn -> !turn.isIdle() || holding.contains(turn.rule().name()))
                .toList();
    }

    private Turn turn(Rule rule, Cursor cursor, List<Pause> pauses, Instant now) {
        DueWindows due = DueWindows.of(rule, cursor.lastEnd(), now, settings.catchUp(), settings.chunk(), pauses);
        return new Turn(rule, cursor, due, List.of(), List.of(), pauses);
    }
}

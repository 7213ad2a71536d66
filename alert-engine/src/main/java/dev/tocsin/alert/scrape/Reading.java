package dev.tocsin.alert.scrape;

import dev.tocsin.alert.state.AlertStatus;
import java.util.List;
import java.util.Map;

/**
 * How the part of one engine stands, as the database says: the rules whose lease it holds and their alerts. So what
 * several engines say adds up.
 *
 * @param leases how many it holds
 * @param failing by rule, whether its window cannot be decided
 * @param disabled rules that are switched off
 * @param broken rules or files that cannot be read
 * @param active of {@code counts}, the first ones
 * @param counts alerts that are not calm
 */
public record Reading(
        int leases,
        Map<String, Boolean> failing,
        int disabled,
        int broken,
        List<ActiveAlert> active,
        Map<AlertStatus, Long> counts) {
    public Reading {
        failing = Map.copyOf(failing);
        active = List.copyOf(active);
        counts = Map.copyOf(counts);
    }
}

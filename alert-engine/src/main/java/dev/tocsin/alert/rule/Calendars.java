package dev.tocsin.alert.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The calendars that rules may name, and what is wrong with their file. Immutable. */
public final class Calendars {
    /** What a rule says that does not want the calendar of its folder; no calendar may have the name. */
    static final String ALWAYS = "always";

    static final Calendars NONE = new Calendars(Map.of(), List.of(), List.of());

    private final Map<String, BusinessHours> named;
    private final List<Problem> problems;
    private final List<String> broken;

    /** @param broken names, or the file, that cannot be read */
    Calendars(Map<String, BusinessHours> named, List<Problem> problems, List<String> broken) {
        this.named = new TreeMap<>(named);
        this.problems = List.copyOf(problems);
        this.broken = List.copyOf(broken);
    }

    Optional<BusinessHours> named(String name) {
        return Optional.ofNullable(named.get(name));
    }

    Set<String> names() {
        return named.keySet();
    }

    /** By name. */
    public List<BusinessHours> all() {
        return List.copyOf(named.values());
    }

    /** By line. */
    public List<Problem> problems() {
        return problems;
    }

    public List<String> broken() {
        return broken;
    }
}

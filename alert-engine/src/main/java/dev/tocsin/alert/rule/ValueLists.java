package dev.tocsin.alert.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The lists that rules may name, and what is wrong with their files. Immutable. */
public final class ValueLists {
    static final ValueLists NONE = new ValueLists(Map.of(), List.of());

    private final Map<String, ValueList> named;
    private final List<Problem> problems;

    ValueLists(Map<String, ValueList> named, List<Problem> problems) {
        this.named = new TreeMap<>(named);
        this.problems = List.copyOf(problems);
    }

    /** A list, and how many values it has. */
    public record Size(String name, int values) {}

    /** By name. */
    public List<Size> sizes() {
        return named.values().stream()
                .map(list -> new Size(String.valueOf(list.name()), list.values().size()))
                .toList();
    }

    Optional<ValueList> named(String name) {
        return Optional.ofNullable(named.get(name));
    }

    Set<String> names() {
        return named.keySet();
    }

    /** By file. */
    public List<Problem> problems() {
        return problems;
    }

    /** Files that cannot be read; what they said before may be in force. */
    public List<String> broken() {
        return problems.stream()
                .filter(Problem::isError)
                .map(Problem::file)
                .distinct()
                .toList();
    }
}

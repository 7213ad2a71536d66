package dev.tocsin.alert.rule;

import dev.tocsin.settings.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** {@code in} and {@code notIn} of a query: which list is for which field. */
final class ListReader {
    private static final String FORMS = "such as source.ip: bad-addresses (config/lists/bad-addresses.txt), or"
            + " source.ip: [10.0.0.1, 10.0.0.2]";

    private final RuleSource source;
    private final YamlMapping query;
    private final ValueLists lists;

    ListReader(RuleSource source, YamlMapping query, ValueLists lists) {
        this.source = source;
        this.query = query;
        this.lists = lists;
    }

    /** Empty after reporting what is wrong. */
    Optional<List<ListClause>> read() {
        int before = source.mark();
        List<ListClause> clauses = new ArrayList<>();
        fields("in").forEach((field, value) -> {
            if (value.isMapping()) {
                value.wrong("expected the name of a list, or a list of values", FORMS);
            } else {
                list(value).ifPresent(list -> clauses.add(new ListClause(field, ListClause.Kind.IN, list)));
            }
        });
        fields("notIn").forEach((field, value) -> notIn(field, value).ifPresent(clauses::add));
        return source.hasErrorsSince(before) ? Optional.empty() : Optional.of(clauses);
    }

    private Map<String, YamlValue> fields(String key) {
        Map<String, YamlValue> fields =
                query.get(key).flatMap(YamlValue::mapping).map(YamlMapping::all).orElse(Map.of());
        fields.forEach((field, value) -> {
            if (field.isBlank() || field.contains("*")) {
                value.wrong("'" + field + "' is no name of a field", "one field, without *");
            }
        });
        return fields;
    }

    private Optional<ListClause> notIn(String field, YamlValue value) {
        if (!value.isMapping()) {
            return list(value).map(list -> new ListClause(field, ListClause.Kind.NOT_IN, list));
        }
        Optional<YamlMapping> mapping = value.mapping();
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        boolean ignoresMissing =
                mapping.get().get("ignoreMissing").flatMap(YamlValue::bool).orElse(false);
        Optional<ValueList> list = mapping.get().require("list", "known-admins").flatMap(this::list);
        mapping.get().reportUnknownKeys();
        return list.map(found -> new ListClause(
                field, ignoresMissing ? ListClause.Kind.NOT_IN_IF_THERE : ListClause.Kind.NOT_IN, found));
    }

    private Optional<ValueList> list(YamlValue value) {
        if (value.node() instanceof SequenceNode) {
            List<String> values = value.texts();
            if (values.isEmpty()) {
                value.wrong("has no value", FORMS);
                return Optional.empty();
            }
            if (values.stream().distinct().count() > ValueList.MOST) {
                value.wrong(
                        "has more than " + ListFile.MOST_IN_WORDS + " different values", "it is Elasticsearch's limit");
                return Optional.empty();
            }
            return Optional.of(ValueList.written(values));
        }
        if (value.isMapping()) {
            value.wrong("expected the name of a list, or a list of values", FORMS);
            return Optional.empty();
        }
        return value.text().flatMap(name -> named(name, value));
    }

    private Optional<ValueList> named(String name, YamlValue value) {
        Optional<ValueList> list = lists.named(name);
        if (list.isPresent()) {
            return list;
        }
        Optional<Problem> fault = lists.problems().stream()
                .filter(problem -> problem.file().equals(ListBook.FOLDER + name + ".txt"))
                .findFirst();
        if (fault.isPresent()) {
            value.wrong(
                    "the list '" + name + "' cannot be read",
                    "see " + fault.get().file() + ":" + fault.get().line());
        } else {
            value.wrong(
                    "there is no list '" + name + "'",
                    DidYouMean.nearest(name, lists.names())
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("write lists/" + name + ".txt, or [" + name + "] if it is a value"));
        }
        return Optional.empty();
    }
}

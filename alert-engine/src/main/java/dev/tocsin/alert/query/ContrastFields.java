package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.query.DataField;
import dev.tocsin.query.DataView;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which fields can say what differs: keywords that name a thing, a place or a version, and none that names an event. Pure. */
final class ContrastFields {
    private static final int MOST_LOOKED_AT = 400;
    private static final int MOST = 20;

    /** With a value that no other event has, a field says nothing of them all. */
    private static final int LEAST_SHARING = 2;

    private static final List<String> KEYWORD = List.of("keyword");

    /** Names of single events and requests, what is said in them, and what the way of an event to us is called. */
    private static final Pattern OF_NO_USE = Pattern.compile(
            "(?:.*[._])?(?:u?id|uuid|hash|fingerprint)|.*[a-z](?:Id|Uuid|UUID)"
                    + "|_.*|(?:data_stream|ecs|agent|trace|span|transaction|parent)\\..*"
                    + "|event\\.(?:dataset|module|original|kind|timezone|reference|url)|error\\.(?:message|stack_trace)"
                    + "|message|url\\.(?:full|original|query|fragment)|process\\.(?:command_line|args)|log\\.syslog\\.procid");

    /** Where a cause is found most often. */
    private static final List<String> FIRST = List.of(
            "service.name",
            "service.version",
            "service.node.name",
            "service.environment",
            "host.name",
            "kubernetes.node.name",
            "kubernetes.pod.name",
            "kubernetes.namespace",
            "container.image.tag",
            "cloud.availability_zone",
            "cloud.region",
            "error.type",
            "error.code",
            "log.level",
            "log.logger",
            "http.request.method",
            "url.path",
            "event.action");

    private ContrastFields() {}

    /** Those that are looked for in a few events; the likely ones first. */
    static List<String> in(DataView view, Rule rule) {
        return view.fields().stream()
                .filter(field -> isOfUse(field, rule))
                .map(DataField::name)
                .sorted(Comparator.comparing(ContrastFields::rank).thenComparing(Comparator.naturalOrder()))
                .limit(MOST_LOOKED_AT)
                .toList();
    }

    private static boolean isOfUse(DataField field, Rule rule) {
        return field.esTypes().equals(KEYWORD)
                && field.nestedPath() == null
                && field.multiParent() == null
                && !rule.groupBy().contains(field.name())
                && !OF_NO_USE.matcher(field.name()).matches();
    }

    private static int rank(String name) {
        int place = FIRST.indexOf(name);
        if (place >= 0) {
            return place;
        }
        return name.startsWith("labels.") ? FIRST.size() : FIRST.size() + 1;
    }

    /** Those of {@code names} of which some events share a value; in their order. */
    static List<String> sharedIn(List<JsonObject> hits, List<String> names) {
        Map<String, Map<String, Integer>> seen = new HashMap<>();
        for (JsonObject hit : hits) {
            JsonObject fields = hit.containsKey("fields") ? hit.getJsonObject("fields") : JsonObject.EMPTY_JSON_OBJECT;
            for (String name : names) {
                valuesOf(fields.getJsonArray(name))
                        .forEach(value ->
                                seen.computeIfAbsent(name, _ -> new HashMap<>()).merge(value, 1, Integer::sum));
            }
        }
        return names.stream()
                .filter(name -> isShared(seen.getOrDefault(name, Map.of()).values()))
                .limit(MOST)
                .toList();
    }

    private static boolean isShared(Collection<Integer> counts) {
        return counts.stream().anyMatch(count -> count >= LEAST_SHARING);
    }

    private static Stream<String> valuesOf(JsonArray values) {
        return values == null
                ? Stream.empty()
                : new TreeSet<>(values.getValuesAs(JsonString.class).stream()
                                .map(JsonString::getString)
                                .toList())
                        .stream();
    }
}

package dev.tocsin.alert.route;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * While an alert with the labels of the source fires, nobody is told of those with the labels of the target; as
 * Alertmanager's {@code inhibit_rules}.
 *
 * @param name from routes.yml, or its place there
 * @param source matchers that all have to hold for what fires
 * @param target matchers that all have to hold for what is not told
 * @param equal labels that both have to have alike; one that neither has is alike
 */
public record Inhibition(String name, List<Matcher> source, List<Matcher> target, List<String> equal) {
    public Inhibition {
        source = List.copyOf(source);
        target = List.copyOf(target);
        equal = List.copyOf(equal);
    }

    boolean isSource(Map<String, String> labels) {
        return source.stream().allMatch(matcher -> matcher.holds(labels));
    }

    public boolean isTarget(Map<String, String> labels) {
        return target.stream().allMatch(matcher -> matcher.holds(labels));
    }

    /** What has to be alike in both. */
    List<String> sharedBy(Map<String, String> labels) {
        return equal.stream().map(label -> labels.getOrDefault(label, "")).toList();
    }

    /** Such as {@code severity=critical hides severity=warning of the same rule, host.name}. */
    public String inWords() {
        return inWords(source) + " hides " + inWords(target)
                + (equal.isEmpty() ? "" : " of the same " + String.join(", ", equal));
    }

    private static String inWords(List<Matcher> matchers) {
        return matchers.stream().map(Matcher::text).collect(Collectors.joining(", "));
    }
}

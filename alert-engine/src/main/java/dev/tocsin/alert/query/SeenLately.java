package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * In which window a rule's group was found last, of those asked for last: what spares asking Elasticsearch again. Whatever
 * it has forgotten is asked. Thread-safe.
 */
final class SeenLately {
    private static final int MOST = 20_000;

    private final Map<Key, Window> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Window> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String rule, String version, GroupKey group) {}

    synchronized void seen(Rule rule, GroupKey group, Window window) {
        seen.put(new Key(rule.name(), rule.version(), group), window);
    }

    /** Whether an event of the group is known to lie in the span. */
    synchronized boolean isIn(Rule rule, GroupKey group, Window span) {
        Window last = seen.get(new Key(rule.name(), rule.version(), group));
        return last != null
                && !last.start().isBefore(span.start())
                && !last.end().isAfter(span.end());
    }
}

package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * In which window a rule's group was found last, of those asked for last: what spares asking Elasticsearch again. Whatever
 * it has forgotten is asked. Thread-safe.
 */
final class SeenLately {
    private static final int MOST = 20_000;

    /** Of all names, in characters: some 8 MB. */
    private static final long MOST_TEXT = 4 << 20;

    private final Map<Key, Window> seen = new LinkedHashMap<>(16, 0.75f, true);
    private long text;

    private record Key(String rule, String version, GroupKey group) {
        int characters() {
            int characters = 0;
            for (String value : group.values().values()) {
                characters += value.length();
            }
            return characters;
        }
    }

    synchronized void seen(Rule rule, GroupKey group, Window window) {
        Key key = new Key(rule.name(), rule.version(), group);
        if (seen.put(key, window) == null) {
            text += key.characters();
        }
        Iterator<Key> oldest = seen.keySet().iterator();
        while (seen.size() > MOST || text > MOST_TEXT) {
            text -= oldest.next().characters();
            oldest.remove();
        }
    }

    /** Whether an event of the group is known to lie in the span. */
    synchronized boolean isIn(Rule rule, GroupKey group, Window span) {
        Window last = seen.get(new Key(rule.name(), rule.version(), group));
        return last != null
                && !last.start().isBefore(span.start())
                && !last.end().isAfter(span.end());
    }
}

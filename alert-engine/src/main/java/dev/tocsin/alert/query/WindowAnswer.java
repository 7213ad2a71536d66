package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Elasticsearch said about one rule and one window. */
public sealed interface WindowAnswer {
    /** The matching events, counted exactly, and what was measured; zero is a number. */
    record Counted(Found found) implements WindowAnswer {
        /** Where only events are counted. */
        public Counted(long hits) {
            this(Found.hits(hits));
        }
    }

    /**
     * The same per group.
     *
     * @param groups every group that was found; an event with several values is in several groups
     * @param total events
     */
    record Grouped(Map<GroupKey, Found> groups, long total) implements WindowAnswer {
        public Grouped {
            groups = Map.copyOf(groups);
        }

        /** Where only events are counted. */
        public static Grouped ofHits(Map<GroupKey, Long> hits, long total) {
            Map<GroupKey, Found> groups = new HashMap<>();
            hits.forEach((group, events) -> groups.put(group, Found.hits(events)));
            return new Grouped(groups, total);
        }

        /** The groups that have an event in the window. */
        public Set<GroupKey> seen() {
            return groups.entrySet().stream()
                    .filter(entry -> entry.getValue().hits() > 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    /** Nothing matched, and the streams have no event at all in the window. */
    record NoData() implements WindowAnswer {}

    /** Not known: never to be taken for zero or for calm. */
    record Undecided(String reason) implements WindowAnswer {
        private static final Pattern OUTAGE = Pattern.compile(SearchReply.NO_ANSWER + "|" + SearchReply.NOT_UNDERSTOOD
                + "|\\d shards failed|Elasticsearch answered (401|403|429|5\\d\\d)");

        /**
         * Whether it is for want of somebody who answers: then events too may have been held up before Elasticsearch. Else the
         * question was the reason.
         */
        public static boolean isOutage(String reason) {
            return OUTAGE.matcher(reason).find();
        }

        static boolean isOutage(int status) {
            return isOutage("Elasticsearch answered " + status);
        }
    }
}

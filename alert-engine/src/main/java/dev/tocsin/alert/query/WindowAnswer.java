package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import java.util.Map;
import java.util.regex.Pattern;

/** What Elasticsearch said about one rule and one window. */
public sealed interface WindowAnswer {
    /** The number of matching events, found exactly; zero is a number. */
    record Counted(long hits) implements WindowAnswer {}

    /**
     * The matching events per group.
     *
     * @param hits every group that has any; an event with several values is in several groups
     * @param total events
     */
    record Grouped(Map<GroupKey, Long> hits, long total) implements WindowAnswer {
        public Grouped {
            hits = Map.copyOf(hits);
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

package dev.tocsin.bench.storm;

import java.time.Duration;

/**
 * What came of a storm.
 *
 * @param alerts that fired
 * @param news beginnings and ends that people were to hear of
 * @param lost news of which Slack has no message
 * @param tooMany calls that Slack refused with 429
 * @param refusedOtherwise calls that it refused for another reason
 * @param firstPage from the first commit to the first message
 * @param messages posts in the channel
 * @param broadcasts replies that are shown in the channel too
 * @param replies in threads alone
 * @param edits of messages
 * @param named alerts whose node can be read in something that Slack was given
 * @param median half of the news was told sooner after its commit
 * @param slowest of all news that was told
 * @param untilAllTold from the first commit to the last thing that Slack was given
 */
public record StormOutcome(
        long alerts,
        long news,
        long lost,
        long tooMany,
        long refusedOtherwise,
        Duration firstPage,
        long messages,
        long broadcasts,
        long replies,
        long edits,
        long named,
        Duration median,
        Duration slowest,
        Duration untilAllTold) {
    private static final Duration FIRST_PAGE = Duration.ofSeconds(5);

    /** Whether all is as promised. */
    public boolean isGood() {
        return lost + tooMany + refusedOtherwise == 0 && firstPage.compareTo(FIRST_PAGE) <= 0;
    }

    /** What stands in the channel, for each alert. */
    public double shownForAnAlert() {
        return (double) (messages + broadcasts) / alerts;
    }
}

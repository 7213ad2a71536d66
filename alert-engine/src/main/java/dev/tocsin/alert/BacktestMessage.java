package dev.tocsin.alert;

import java.time.Instant;
import java.util.List;

/**
 * A message that people would have got.
 *
 * @param at when it would have been decided: the window's end and the rule's delay
 * @param channels that would have got it; empty if nobody would
 * @param way by which it comes to them, such as {@code default route}
 * @param slack the body of the request to Slack, in JSON
 */
public record BacktestMessage(Instant at, List<String> channels, String way, String slack) {
    public BacktestMessage {
        channels = List.copyOf(channels);
    }
}

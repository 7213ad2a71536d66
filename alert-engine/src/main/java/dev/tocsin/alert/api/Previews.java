package dev.tocsin.alert.api;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a rule would send, without sending it. */
public interface Previews {
    /**
     * A message that nobody gets.
     *
     * @param isReal whether it is that of the last alert, and not of example values
     * @param way by which it would come to the channels
     * @param slack as Slack would show it: the body of a request to it, in JSON
     * @param written as each of the channels that can be used would write it
     */
    record Preview(
            boolean isReal, Instant at, List<String> channels, String way, String slack, List<Written> written) {}

    /** What a channel would send, in a form of its type. */
    record Written(String channel, String type, String content) {}

    /** @param last what was told of the rule's last breach; empty if there was none */
    Preview of(Rule rule, Optional<AlertNotice> last);
}

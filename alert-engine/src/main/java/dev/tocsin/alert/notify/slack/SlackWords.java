package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.http.AnswerPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Slack's words for an error mean for a message, and what a person can do; after docs.slack.dev. Pure. */
final class SlackWords {
    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry("invalid_auth", "the token is none of Slack's: look at token in channels.yml"),
            Map.entry("not_authed", "no token arrived: look at token in channels.yml"),
            Map.entry("token_revoked", "install the app again and set its new token"),
            Map.entry("token_expired", "set a token that does not expire"),
            Map.entry("account_inactive", "the app was removed from the workspace: install it again"),
            Map.entry("not_allowed_token_type", "a bot token is needed, which begins with xoxb-"),
            Map.entry("missing_scope", "add the scope under OAuth & Permissions and install the app again"),
            Map.entry("not_in_channel", "invite the app to the channel: /invite @tocsin"),
            Map.entry(
                    "channel_not_found",
                    "channel is an id such as C0123ABCD, at the end of the channel's details; a private one has to invite"
                            + " the app"),
            Map.entry("is_archived", "the channel is archived"),
            Map.entry("restricted_action", "an administrator restricts who may post there"));

    /** A person has to mend it, and what is told meanwhile must not be lost. */
    private static final Set<String> ABOUT_THE_CHANNEL = Set.of(
            "access_denied",
            "accesslimited",
            "ekm_access_denied",
            "enterprise_is_restricted",
            "no_permission",
            "org_login_required",
            "restricted_action_read_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_only_channel",
            "team_access_not_granted",
            "team_not_found",
            "two_factor_setup_required");

    private static final Set<String> FOR_NOW =
            Set.of("ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org");

    /** Slack says of these that something of it may have been done. */
    private static final Set<String> PERHAPS_DONE = Set.of("fatal_error", "internal_error");

    private static final Set<String> ABOUT_BLOCKS =
            Set.of("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch");
    private static final Set<String> MESSAGE_GONE =
            Set.of("message_not_found", "thread_not_found", "cannot_reply_to_message");
    private static final Set<String> CANNOT_LOOK = Set.of("missing_scope", "not_allowed_token_type", "no_permission");

    private SlackWords() {}

    static DeliveryOutcome outcomeOf(SlackReply.Error error) {
        String word = error.word();
        if (FOR_NOW.contains(word)) {
            return new TryLater(Optional.empty(), error.inWords());
        }
        if (PERHAPS_DONE.contains(word)) {
            return new Unknown(error.inWords());
        }
        return isAboutTheChannel(word)
                ? new TryLater(Optional.of(AnswerPolicy.UNTIL_MENDED), withHint(error))
                : new Refused(withHint(error));
    }

    static String withHint(SlackReply.Error error) {
        String hint = HINTS.get(error.word());
        return hint == null ? error.inWords() : error.inWords() + " (" + hint + ")";
    }

    static boolean isAboutTheChannel(String word) {
        return HINTS.containsKey(word) || ABOUT_THE_CHANNEL.contains(word);
    }

    static boolean isAboutBlocks(String word) {
        return ABOUT_BLOCKS.contains(word);
    }

    /** Whether what was to be changed or answered is not there any more. */
    static boolean saysItIsGone(String word) {
        return MESSAGE_GONE.contains(word);
    }

    /** Whether looking again would not help. */
    static boolean forbidsLooking(String word) {
        return CANNOT_LOOK.contains(word);
    }
}

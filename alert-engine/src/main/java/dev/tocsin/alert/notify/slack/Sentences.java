package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.util.Locale;

/** What one story says in words, neutralised, for {@code mrkdwn}. */
final class Sentences {
    private static final int CONDITION = 300;
    private static final int REASON = 1500;

    private Sentences() {}

    static String about(Story story) {
        AlertNotice notice = story.notice();
        return switch (story.tale()) {
            case FIRED -> valueAgainstThreshold(notice);
            case ESCALATED -> "Worse than before: " + valueAgainstThreshold(notice);
            case RESOLVED -> ended(story, "Lasted " + lasted(notice) + ".");
            case OVER ->
                ended(
                        story,
                        "It fired at " + Wording.time(notice.since()) + " and resolved at "
                                + Wording.time(notice.window().end()) + ", after " + lasted(notice)
                                + ", before this channel could be told.");
            case NO_DATA -> "The stream itself has no event in the window. " + reason(notice);
            case ERROR -> "The rule cannot be evaluated. " + reason(notice);
            case EVENT ->
                String.format(Locale.ROOT, "*%,d* %s", notice.matching(), notice.matching() == 1 ? "event" : "events")
                        + basisOf(notice);
        };
    }

    /** Why these events are told, where it is not all that match: it stands in brackets. */
    private static String basisOf(AlertNotice notice) {
        int basis = notice.reason().indexOf('(');
        return basis < 0 ? "" : " " + SlackText.lines(notice.reason().substring(basis), REASON);
    }

    private static String valueAgainstThreshold(AlertNotice notice) {
        if (notice.value() == null) {
            return reason(notice);
        }
        return "*" + Wording.number(notice.value()) + "* — " + SlackText.code(notice.condition(), CONDITION);
    }

    private static String ended(Story story, String howLong) {
        AlertNotice notice = story.notice();
        StringBuilder text = new StringBuilder(howLong);
        AlertNotice breach = story.breach();
        if (breach != null && breach.kind() == TransitionKind.NO_DATA) {
            text.append(" Events are arriving again.");
        } else if (breach != null && breach.value() != null) {
            text.append(" It fired with *")
                    .append(Wording.number(breach.value()))
                    .append("* — ")
                    .append(SlackText.code(breach.condition(), CONDITION))
                    .append('.');
        }
        if (notice.value() != null) {
            text.append(" Now *").append(Wording.number(notice.value())).append('*');
            text.append(breach == null ? " — " + SlackText.code(notice.condition(), CONDITION) : "")
                    .append('.');
        }
        return text.toString();
    }

    private static String lasted(AlertNotice notice) {
        Duration lasted = Duration.between(notice.since(), notice.window().end());
        return Wording.duration(lasted);
    }

    private static String reason(AlertNotice notice) {
        return SlackText.lines(notice.reason(), REASON);
    }
}

package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.Severity;
import java.util.Locale;
import java.util.Objects;

/** The first line of a message: a sign, what happened, and to what. Not neutralised yet. */
public final class Headline {
    private Headline() {}

    public static String of(Message message) {
        AlertNotice notice = message.first().notice();
        int count = message.stories().size();
        boolean oneRule = message.stories().stream()
                .allMatch(story -> story.notice().rule().equals(notice.rule()));
        String title = oneRule ? notice.title() : "several rules";
        if (count > 1) {
            return sign(message) + " — " + title + ": " + String.format(Locale.ROOT, "%,d alerts", count);
        }
        String group = String.join(", ", notice.group().values().values());
        return sign(message) + " — " + title + (group.isEmpty() ? "" : ": " + group);
    }

    private static String sign(Message message) {
        return switch (message.tale()) {
            case FIRED -> isCritical(message) ? "🔴 CRITICAL" : "🟠 WARNING";
            case ESCALATED -> "🔴 NOW CRITICAL";
            case STILL -> isCritical(message) ? "🔴 STILL CRITICAL" : "🟠 STILL FIRING";
            case RESOLVED -> "🟢 RESOLVED";
            case OVER -> "🟢 FIRED AND RESOLVED";
            case RECOVERING -> "🟡 RECOVERING";
            case RELAPSED -> isCritical(message) ? "🔴 CRITICAL AGAIN" : "🟠 FIRING AGAIN";
            case EASED -> "🟠 NO LONGER CRITICAL";
            case EXPIRED -> "⚪ NOT SEEN ANY MORE";
            case UNWATCHED -> "⚪ NO LONGER WATCHED";
            case NO_DATA -> "⚪ NO DATA";
            case ERROR -> "🟣 RULE FAILS";
            case EVENT -> isCritical(message) ? "🔴 EVENT" : "🔵 EVENT";
        };
    }

    private static boolean isCritical(Message message) {
        return message.stories().stream()
                .map(Story::notice)
                .map(AlertNotice::severity)
                .filter(Objects::nonNull)
                .anyMatch(severity -> severity == Severity.CRITICAL);
    }
}

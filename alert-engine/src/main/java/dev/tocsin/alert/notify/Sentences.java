package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.state.Basis;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one story says in words, the same in every channel. */
public final class Sentences {
    private static final int CONDITION = 300;
    private static final int REASON = 1500;

    private static final int FIELD = 100;
    private static final int VALUE = 200;

    private final Markup markup;

    /** How a channel writes; each way neutralises what it is given. */
    public interface Markup {
        /** A number or a word that counts. */
        String strong(String text);

        /** What a rule says, on one line. */
        String code(String text, int longest);

        /** What anybody may have said, on several lines. */
        String lines(String text, int longest);
    }

    public Sentences(Markup markup) {
        this.markup = markup;
    }

    public String about(Story story) {
        String remarks = story.remarks().stream()
                .map(remark -> " " + markup.lines(remark, REASON))
                .collect(Collectors.joining());
        Flap flap = story.notice().flapping();
        return happening(story)
                + (flap != null && flap.told() ? " It is " + markup.lines(flap.inWords(), REASON) + "." : "")
                + remarks;
    }

    /** What the events of a notice have in common that such events before had not; a sentence each. */
    public List<String> differences(AlertNotice notice) {
        return notice.differs().stream()
                .map(differs -> markup.strong(differs.share()) + " have " + markup.code(differs.field(), FIELD) + " "
                        + markup.code(differs.value(), VALUE) + ", " + differs.usually())
                .toList();
    }

    private String happening(Story story) {
        AlertNotice notice = story.notice();
        return switch (story.tale()) {
            case FIRED, STILL -> valueAgainstThreshold(notice);
            case ESCALATED -> "Worse than before: " + valueAgainstThreshold(notice);
            case RESOLVED -> ended(story, "Lasted " + lasted(notice) + ".");
            case OVER ->
                ended(
                        story,
                        "It fired at " + Wording.time(notice.since()) + " and resolved at "
                                + Wording.time(notice.window().end()) + ", after " + lasted(notice)
                                + ", before this channel could be told.");
            case RECOVERING, RELAPSED, EXPIRED -> reason(notice);
            case UNWATCHED -> "Nobody watches it any more: " + reason(notice) + "." + firedWith(story.breach());
            case EASED -> "Better than before: " + valueAgainstThreshold(notice);
            case NO_DATA -> "The stream itself has no event in the window. " + reason(notice);
            case ERROR -> "The rule cannot be evaluated. " + reason(notice);
            case EVENT ->
                markup.strong(String.format(Locale.ROOT, "%,d", notice.matching()))
                        + (notice.matching() == 1 ? " event" : " events")
                        + basisOf(notice);
        };
    }

    /** What the number was made of, or why these events are told: it stands in brackets. */
    private String basisOf(AlertNotice notice) {
        String basis = Basis.of(notice.reason());
        return basis.isEmpty() ? "" : " " + markup.lines(basis.strip(), REASON);
    }

    private String valueAgainstThreshold(AlertNotice notice) {
        if (notice.value() == null) {
            return reason(notice);
        }
        return markup.strong(Wording.number(notice.value())) + " — " + markup.code(notice.condition(), CONDITION)
                + basisOf(notice);
    }

    private String ended(Story story, String howLong) {
        AlertNotice notice = story.notice();
        StringBuilder text = new StringBuilder(howLong);
        AlertNotice breach = story.breach();
        if (breach != null && breach.kind() == TransitionKind.NO_DATA) {
            text.append(" Events are arriving again.");
        } else {
            text.append(firedWith(breach));
        }
        if (notice.value() == null && !notice.reason().isBlank() && breach != null && breach.value() != null) {
            text.append(" Now: ").append(reason(notice)).append('.');
        }
        if (notice.value() != null) {
            text.append(" Now ").append(markup.strong(Wording.number(notice.value())));
            text.append(breach == null ? " — " + markup.code(notice.condition(), CONDITION) : "")
                    .append('.');
        }
        return text.toString();
    }

    private String firedWith(@Nullable AlertNotice breach) {
        return breach == null || breach.value() == null
                ? ""
                : " It fired with " + markup.strong(Wording.number(breach.value())) + " — "
                        + markup.code(breach.condition(), CONDITION) + ".";
    }

    private String lasted(AlertNotice notice) {
        Duration lasted = Duration.between(notice.since(), notice.window().end());
        return Wording.duration(lasted);
    }

    private String reason(AlertNotice notice) {
        return markup.lines(notice.reason(), REASON);
    }
}

package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Several stories as lines of a table, the first ones; the rest is counted. */
final class StoryTable {
    private static final int MOST_LINES = 20;
    private static final int WIDEST_NAME = 60;

    private StoryTable() {}

    /** A code block for {@code mrkdwn}, at most about {@code longest} characters. */
    static String of(List<Story> stories, int longest) {
        List<String> lines = linesOf(stories);
        StringBuilder block = new StringBuilder("```");
        int shown = 0;
        for (String line : lines) {
            String safe = SlackText.line(line, 300).stripTrailing();
            if (block.length() + safe.length() > longest) {
                break;
            }
            block.append(safe).append('\n');
            shown++;
        }
        String table = block.toString().stripTrailing() + "```";
        int rest = stories.size() - shown;
        return rest == 0 ? table : table + String.format(Locale.ROOT, "\nand %,d more", rest);
    }

    /** The same lines without marks, not neutralised. */
    static String plain(List<Story> stories) {
        return String.join("\n", linesOf(stories));
    }

    private static List<String> linesOf(List<Story> stories) {
        List<Story> shown = stories.subList(0, Math.min(MOST_LINES, stories.size()));
        int width = shown.stream()
                .mapToInt(story -> Math.min(nameOf(story.notice()).length(), WIDEST_NAME))
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (Story story : shown) {
            String name = nameOf(story.notice());
            String cut = name.length() > WIDEST_NAME ? name.substring(0, WIDEST_NAME - 1) + "…" : name;
            lines.add(cut + "\u2007".repeat(Math.max(0, width - cut.length())) + "  " + factsOf(story));
        }
        return lines;
    }

    private static String nameOf(AlertNotice notice) {
        String group = String.join(", ", notice.group().values().values());
        return group.isEmpty() ? notice.rule() : group;
    }

    private static String factsOf(Story story) {
        AlertNotice notice = story.notice();
        String value = Wording.number(notice.value());
        return switch (story.tale()) {
            case FIRED, ESCALATED, STILL, RECOVERING, RELAPSED, EASED ->
                value + severityOf(notice) + "  since " + Wording.time(notice.since());
            case RESOLVED, OVER ->
                "from " + Wording.time(notice.since()) + " to "
                        + Wording.time(notice.window().end()) + breachOf(story) + ", now " + value;
            case EXPIRED, UNWATCHED, NO_DATA, ERROR -> "since " + Wording.time(notice.since());
            case EVENT -> String.format(Locale.ROOT, "%,d", notice.matching());
        };
    }

    private static String severityOf(AlertNotice notice) {
        return notice.severity() == null ? "" : " (" + notice.severity().name().toLowerCase(Locale.ROOT) + ")";
    }

    private static String breachOf(Story story) {
        AlertNotice breach = story.breach();
        return breach == null || breach.value() == null ? "" : ", fired with " + Wording.number(breach.value());
    }
}

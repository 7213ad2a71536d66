package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.HarmlessText;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The alerts of a life as lines of a table: what goes on first, the worst of it at the top; the rest is counted. */
final class LifeTable {
    private static final int MOST_LINES = 20;
    private static final int WIDEST_NAME = 60;
    private static final int LINE = 300;

    private LifeTable() {}

    /** A code block for {@code mrkdwn}, at most about {@code longest} characters. */
    static String of(List<LifeAlert> alerts, int longest) {
        List<LifeAlert> ordered = alerts.stream()
                .sorted(Comparator.comparing((LifeAlert alert) -> LifeStage.of(alert))
                        .thenComparing(alert -> alert.breach().since()))
                .toList();
        List<LifeAlert> first = ordered.subList(0, Math.min(MOST_LINES, ordered.size()));
        int width =
                first.stream().mapToInt(alert -> nameOf(alert).length()).max().orElse(0);
        StringBuilder block = new StringBuilder("```");
        int shown = 0;
        for (LifeAlert alert : first) {
            String line = SlackText.line(lineOf(alert, width), LINE).stripTrailing();
            if (block.length() + line.length() > longest) {
                break;
            }
            block.append(line).append('\n');
            shown++;
        }
        String table = block.toString().stripTrailing() + "```";
        int rest = alerts.size() - shown;
        return rest == 0 ? table : table + String.format(Locale.ROOT, "\nand %,d more", rest);
    }

    private static String lineOf(LifeAlert alert, int width) {
        String name = nameOf(alert);
        String sign = LifeStage.of(alert).sign();
        return sign.substring(0, sign.indexOf(' ')) + " " + name + "\u2007".repeat(Math.max(0, width - name.length()))
                + "  " + factsOf(alert);
    }

    static String nameOf(LifeAlert alert) {
        AlertNotice notice = alert.breach();
        String group = String.join(", ", notice.group().values().values());
        return HarmlessText.cut(
                HarmlessText.joined(HarmlessText.clean(group.isEmpty() ? notice.rule() : group)), WIDEST_NAME);
    }

    private static String factsOf(LifeAlert alert) {
        AlertNotice breach = alert.breach();
        AlertNotice end = alert.end();
        if (end != null) {
            return "over after "
                    + Wording.duration(
                            Duration.between(end.since(), end.window().end()))
                    + (breach.value() == null ? "" : ", fired with " + Wording.number(breach.value()))
                    + (end.value() == null ? "" : ", now " + Wording.number(end.value()));
        }
        String since = "since " + Wording.time(breach.since());
        return switch (LifeStage.of(alert)) {
            case CRITICAL, WARNING, RECOVERING, ACKNOWLEDGED ->
                (breach.value() == null ? "" : Wording.number(breach.value()) + "  ")
                        + (breach.severity() == null ? "" : breach.severity().inWords() + "  ")
                        + since;
            case NO_DATA, RULE_FAILS, EXPIRED, UNWATCHED, RESOLVED -> since;
            case CRITICAL_EVENT, EVENT ->
                String.format(Locale.ROOT, "%,d to ", breach.matching())
                        + Wording.time(breach.window().end());
        };
    }
}

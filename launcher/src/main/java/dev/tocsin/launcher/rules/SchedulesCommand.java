package dev.tocsin.launcher.rules;

import dev.tocsin.alert.lint.Linted;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Schedule;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says when windows end. */
@Command(
        name = "schedules",
        mixinStandardHelpOptions = true,
        description = {
            "Says when the next windows end, and when they are looked at.",
            "For each distinct schedule of the rules in the files; asks no server.",
            ""
        })
public final class SchedulesCommand implements Callable<Integer> {
    private static final int NEXT = 5;

    private final Desk desk;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description = "A rule file, a folder of rules or a configuration folder (TOCSIN_CONFIG).")
    @Nullable
    Path path;

    @Option(names = "--after", paramLabel = "TIME", description = "After when (now).")
    String after = "now";

    SchedulesCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = desk.terminal();
        Instant from = PointInTime.read("--after", after, desk.clock().instant());
        Linted files = LintRules.look(desk, path == null ? desk.config() : path, true, true, List::of);
        Map<Schedule, List<Rule>> bySchedule = files.rules().stream()
                .collect(Collectors.groupingBy(
                        Rule::schedule,
                        () -> new TreeMap<>(Comparator.comparing(Schedule::inWords)),
                        Collectors.toList()));
        if (bySchedule.isEmpty()) {
            terminal.line(
                    "There is no rule that can run. ./tocsin rules lint says what is wrong with those that there are.");
        }
        bySchedule.forEach((schedule, rules) -> tell(schedule, rules, from));
        if (files.hasErrors()) {
            terminal.problem("some rules cannot be read: ./tocsin rules lint says why");
        }
        return 0;
    }

    private void tell(Schedule schedule, List<Rule> rules, Instant from) {
        Terminal terminal = desk.terminal();
        terminal.line(terminal.styled(Style.STRONG, schedule.inWords()));
        for (Rule rule : rules) {
            terminal.line("  " + rule.name() + "  window " + Wording.duration(rule.window()) + ", looked at "
                    + Wording.duration(rule.delay()) + " after its end" + (rule.enabled() ? "" : "  (enabled: false)"));
        }
        ZoneId zone = switch (schedule) {
            case Schedule.Every _ -> ZoneOffset.UTC;
            case Schedule.Cron cron -> cron.zone();
            case Schedule.Within within -> within.hours().zone();
        };
        Optional<Instant> end = FireTimes.after(schedule, from);
        for (int i = 0; i < NEXT && end.isPresent(); i++) {
            terminal.line("    " + line(end.get(), rules, zone));
            end = FireTimes.after(schedule, end.get());
        }
        if (end.isEmpty()) {
            terminal.line("    never again");
        }
        terminal.line("");
    }

    /** With the zone's own time, where it has one. */
    private static String line(Instant end, List<Rule> rules, ZoneId zone) {
        Duration first =
                rules.stream().map(Rule::delay).min(Duration::compareTo).orElse(Duration.ZERO);
        Duration last = rules.stream().map(Rule::delay).max(Duration::compareTo).orElse(Duration.ZERO);
        DateTimeFormatter local =
                DateTimeFormatter.ofPattern("EEE HH:mm:ss xxx", Locale.ROOT).withZone(zone);
        DateTimeFormatter time =
                DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
        return "end " + Wording.time(end)
                + (zone.getRules().equals(ZoneOffset.UTC.getRules()) ? "" : " = " + local.format(end) + " " + zone)
                + ", looked at from " + time.format(end.plus(first))
                + (first.equals(last) ? "" : " to " + time.format(end.plus(last)));
    }
}

package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.BusinessHours;
import dev.tocsin.alert.rule.Calendars;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RuleBook;
import dev.tocsin.alert.rule.Schedule;
import dev.tocsin.alert.rule.ValueLists;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Calendars and lists: which are in force, who uses them, and what is wrong with their files. */
@RestController
@RequestMapping("/api/v1")
final class ReferencesController {
    private final RuleBook rules;
    private final RuleViews views;

    ReferencesController(RuleBook rules, RuleViews views) {
        this.rules = rules;
        this.views = views;
    }

    /** The calendars; of those that are broken the last good form is in force, if there was one. */
    record CalendarOverview(List<Calendar> calendars, List<String> broken, List<RulesController.Fault> problems) {}

    /**
     * A calendar.
     *
     * @param changes when it opens or closes next; null if it does not within years
     */
    record Calendar(
            String name,
            String zone,
            boolean open,
            @Nullable Instant changes,
            List<String> usedBy) {}

    /** The lists; of those that are broken the last good form is in force, if there was one. */
    record ListOverview(List<ValuesOfFile> lists, List<String> broken, List<RulesController.Fault> problems) {}

    /** A list; its values are in the file. */
    record ValuesOfFile(String name, int values, List<String> usedBy) {}

    @GetMapping("/calendars")
    CalendarOverview calendars() {
        Calendars calendars = rules.references().calendars();
        Instant now = views.now();
        return new CalendarOverview(
                calendars.all().stream().map(hours -> calendar(hours, now)).toList(),
                calendars.broken(),
                calendars.problems().stream().map(RulesController::fault).toList());
    }

    private Calendar calendar(BusinessHours hours, Instant now) {
        return new Calendar(
                hours.name(),
                hours.zone().getId(),
                hours.isOpen(now),
                hours.changeAfter(now).orElse(null),
                usedBy(rule -> rule.schedule() instanceof Schedule.Within within
                        && within.hours().name().equals(hours.name())));
    }

    @GetMapping("/lists")
    ListOverview lists() {
        ValueLists lists = rules.references().lists();
        return new ListOverview(
                lists.sizes().stream()
                        .map(list -> new ValuesOfFile(
                                list.name(),
                                list.values(),
                                usedBy(rule -> rule.query().listNames().contains(list.name()))))
                        .toList(),
                lists.broken(),
                lists.problems().stream().map(RulesController::fault).toList());
    }

    private List<String> usedBy(Predicate<Rule> isMeant) {
        return rules.current().rules().stream().filter(isMeant).map(Rule::name).toList();
    }
}

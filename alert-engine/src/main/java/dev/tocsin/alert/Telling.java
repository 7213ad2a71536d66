package dev.tocsin.alert;

import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.state.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Decisions to what people are told: which transitions, in which words, through which channels. */
final class Telling {
    private final NoticeWriter notices;
    private final Routing routing;

    Telling(WindowQueries queries, Routing routing) {
        this.notices = new NoticeWriter(queries);
        this.routing = routing;
    }

    /** The intents of what one rule has to tell. */
    List<NotificationIntent> intents(Rule rule, List<Transition> transitions, RoundPatience patience, Instant now) {
        List<NoticeWriter.Untold> untold = transitions.stream()
                .map(transition -> new NoticeWriter.Untold(rule, transition))
                .toList();
        return notices.write(untold, patience, now).stream()
                .flatMap(notice -> intentsFor(notice, rule, now).stream())
                .toList();
    }

    /** The intents by rule; rules with nothing to tell are left out. The events of all are fetched together. */
    Map<String, List<NotificationIntent>> intents(List<Decision> decisions, RoundPatience patience, Instant now) {
        List<NoticeWriter.Untold> untold = new ArrayList<>();
        for (Decision decision : decisions) {
            for (Transition transition : toTell(decision)) {
                untold.add(new NoticeWriter.Untold(decision.turn().rule(), transition));
            }
        }
        List<AlertNotice> written = notices.write(untold, patience, now);
        Map<String, List<NotificationIntent>> intents = new HashMap<>();
        for (int i = 0; i < untold.size(); i++) {
            Rule rule = untold.get(i).rule();
            intents.computeIfAbsent(rule.name(), _ -> new ArrayList<>()).addAll(intentsFor(written.get(i), rule, now));
        }
        return intents;
    }

    /** Several windows at once are told as one story, when its end is reached. */
    private static List<Transition> toTell(Decision decision) {
        if (!decision.isTimeToTell()) {
            return List.of();
        }
        boolean isUsual = decision.windows() <= 1 && decision.turn().held().isEmpty();
        return isUsual
                ? decision.transitions()
                : CatchUp.collapse(Stream.concat(decision.turn().held().stream(), decision.transitions().stream())
                        .toList());
    }

    private List<NotificationIntent> intentsFor(AlertNotice notice, Rule rule, Instant now) {
        return routing.intentsFor(notice, rule.channels(), now, false).stream()
                // What is late already does not wait to be grouped; a beginning and its end go out together.
                .map(intent -> notice.lateBySeconds() == 0 ? intent : intent.from(now))
                .toList();
    }
}

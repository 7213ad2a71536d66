package dev.tocsin.alert;

import dev.tocsin.alert.query.Contrast;
import dev.tocsin.alert.query.ContrastAsk;
import dev.tocsin.alert.query.EventHit;
import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.SampleAsk;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Difference;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.route.SummaryTemplate;
import dev.tocsin.alert.route.TextTemplate;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Transitions to notices: fills in texts, lateness and the newest events. */
final class NoticeWriter {
    private static final int SAMPLES = 3;
    private static final Duration ON_TIME = Duration.ofSeconds(60);

    /** What is usual: each hour of a day once. */
    private static final Duration USUAL = Duration.ofDays(1);

    private final WindowQueries queries;

    NoticeWriter(WindowQueries queries) {
        this.queries = queries;
    }

    /** A transition that is to be told, and of which rule. */
    record Untold(Rule rule, Transition transition) {}

    /** One notice each, in order; the events of all are fetched together. */
    List<AlertNotice> write(List<Untold> all, RoundPatience patience, Instant now) {
        List<SampleAsk> asks = all.stream()
                .filter(untold -> showsEvents(untold.transition().kind()))
                .map(NoticeWriter::ask)
                .distinct()
                .toList();
        Map<SampleAsk, List<EventHit>> samples = queries.samples(asks, SAMPLES, patience);
        Map<ContrastAsk, List<Contrast>> contrasts = queries.contrasts(all.stream()
                // Who got no events when asked just now does not say more.
                .filter(untold -> isBreach(untold.transition().kind())
                        && !samples.getOrDefault(ask(untold), List.of()).isEmpty())
                .map(NoticeWriter::contrastAsk)
                .toList());
        List<AlertNotice> notices = new ArrayList<>();
        for (Untold untold : all) {
            List<EventHit> hits =
                    showsEvents(untold.transition().kind()) ? samples.getOrDefault(ask(untold), List.of()) : List.of();
            notices.add(notice(untold.rule(), untold.transition(), hits, now)
                    .differing(
                            isBreach(untold.transition().kind())
                                    ? differences(contrasts.getOrDefault(contrastAsk(untold), List.of()))
                                    : List.of()));
        }
        return notices;
    }

    private static boolean isBreach(TransitionKind kind) {
        return kind == TransitionKind.FIRED || kind == TransitionKind.ESCALATED;
    }

    /** What is usual ends where the first breaching window of the episode begins. */
    private static ContrastAsk contrastAsk(Untold untold) {
        Transition transition = untold.transition();
        Window window = transition.window();
        Instant first = transition.since().minus(window.length());
        Instant end = first.isBefore(window.start()) ? first : window.start();
        return new ContrastAsk(untold.rule(), window, transition.group(), new Window(end.minus(USUAL), end));
    }

    private static List<Difference> differences(List<Contrast> contrasts) {
        return contrasts.stream()
                .map(contrast -> new Difference(
                        contrast.field(),
                        contrast.value(),
                        contrast.with(),
                        contrast.of(),
                        contrast.usualWith(),
                        contrast.usualOf(),
                        USUAL.toHours()))
                .toList();
    }

    private static boolean showsEvents(TransitionKind kind) {
        return switch (kind) {
            case FIRED, ESCALATED, EVENT -> true;
            case PENDING,
                    PENDING_DROPPED,
                    DEESCALATED,
                    RECOVERING,
                    RELAPSED,
                    RESOLVED,
                    EXPIRED,
                    UNWATCHED,
                    NO_DATA,
                    ERROR -> false;
        };
    }

    private static SampleAsk ask(Untold untold) {
        return new SampleAsk(
                untold.rule(), untold.transition().window(), untold.transition().group());
    }

    /** One transition in words. */
    static AlertNotice notice(Rule rule, Transition transition, List<EventHit> hits, Instant now) {
        Double value = transition.value();
        return new AlertNotice(
                transition.kind(),
                rule.name(),
                transition.ruleVersion(),
                rule.title(),
                rule.labels(),
                annotations(rule, transition),
                transition.group(),
                transition.severity(),
                value,
                transition.threshold(),
                rule.condition().inWords(),
                transition.reason(),
                transition.window(),
                transition.since(),
                transition.episodeId(),
                rule.query().textForDiscover(),
                rule.query().language().kibanaName(),
                rule.query().filtersForDiscover(),
                rule.query().streamsJoined(),
                rule.timeField(),
                hits.stream()
                        .map(hit -> new Sample(hit.at(), hit.service(), hit.level(), hit.message()))
                        .toList(),
                transition.kind() == TransitionKind.EVENT && value != null ? value.longValue() : 0,
                lateBy(rule, transition, now).toSeconds(),
                transition.flapping(),
                List.of());
    }

    /** Less than a minute is what evaluation takes. */
    private static Duration lateBy(Rule rule, Transition transition, Instant now) {
        Duration late = Duration.between(transition.at().plus(rule.delay()), now);
        return late.compareTo(ON_TIME) < 0 ? Duration.ZERO : late;
    }

    private static Map<String, String> annotations(Rule rule, Transition transition) {
        SummaryTemplate.Values values = new SummaryTemplate.Values(
                rule.name(),
                rule.title(),
                rule.labels(),
                transition.group(),
                transition.severity(),
                transition.value(),
                transition.threshold(),
                rule.condition().inWords(),
                transition.window(),
                transition.since());
        Map<String, String> filled = new LinkedHashMap<>();
        rule.annotations().forEach((name, text) -> filled.put(name, filled(text, values)));
        return filled;
    }

    private static String filled(String text, SummaryTemplate.Values values) {
        try {
            return SummaryTemplate.compile(text).fill(values);
        } catch (TextTemplate.BadTemplate e) {
            // Found when the rule was read; the page goes out with the text as it stands.
            return text;
        }
    }
}

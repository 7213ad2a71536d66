package dev.tocsin.alert.api;

import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Silence;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Silences. A body has to say that it is JSON: a page in a browser cannot send that to another address without being
 * asked, so that none can silence alerts behind somebody's back. Each answer says which firing alerts a silence matches
 * now, whether or not it is active; what an answer to a change needs is read before it is made, or with it.
 */
@RestController
@RequestMapping("/api/v1/silences")
final class SilencesController {
    private static final Logger LOG = LoggerFactory.getLogger(SilencesController.class);
    private static final String ANY = "any";
    private static final String ALL_STATES =
            Arrays.stream(Silence.Phase.values()).map(Silence.Phase::inWords).collect(Collectors.joining(", "));
    private static final int CONFLICT = 409;

    /** Each is held against every notification. */
    private static final int MOST_OPEN = 2_000;

    private static final int MOST_SHOWN = 50;

    private final Silences silences;
    private final FiringAlerts firing;
    private final AuditLog audit;

    SilencesController(Silences silences, FiringAlerts firing, AuditLog audit) {
        this.silences = silences;
        this.firing = firing;
        this.audit = audit;
    }

    /**
     * The silences asked for.
     *
     * @param next what to give as {@code after} for those behind them; null if there are no more
     */
    record Overview(List<Shown> silences, @Nullable String next) {}

    /** What fires, with its labels: they are made once for all the silences that are held against them. */
    private record Fire(FiringAlert alert, Map<String, String> labels) {}

    /**
     * A silence as it is shown.
     *
     * @param state pending, active or expired
     * @param endedBy who ended it at {@code endsAt}, before its time; null if nobody did
     */
    record Shown(
            String id,
            String state,
            List<String> matchers,
            Instant startsAt,
            Instant endsAt,
            String author,
            String comment,
            Instant createdAt,
            @Nullable String endedBy,
            Matching firing) {}

    /**
     * Firing alerts with its labels.
     *
     * @param alerts some of them, if there are many
     */
    record Matching(int count, List<Match> alerts) {}

    /** An alert. */
    record Match(
            String rule,
            Map<String, String> group,
            @Nullable String severity) {}

    /** What a silence would be. */
    record Preview(List<String> matchers, Instant startsAt, Instant endsAt, Matching firing) {}

    @GetMapping
    Overview silences(
            @RequestParam(defaultValue = "pending,active") String state,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String after) {
        Set<Silence.Phase> phases = phasesIn(state);
        int most = Limits.most(limit);
        Paged<Silence> page = Paged.read(after, place -> silences.silences(phases, place, most));
        Instant now = silences.now();
        List<Fire> fires = page.items().isEmpty() ? List.of() : fires();
        return new Overview(
                page.items().stream().map(silence -> shown(silence, now, fires)).toList(), page.next());
    }

    private List<Fire> fires() {
        return firing.firing().stream()
                .map(alert -> new Fire(alert, alert.labels()))
                .toList();
    }

    private static Set<Silence.Phase> phasesIn(String text) {
        Set<Silence.Phase> phases = EnumSet.noneOf(Silence.Phase.class);
        for (String word : text.split(",", -1)) {
            Set<Silence.Phase> meant = EnumSet.allOf(Silence.Phase.class);
            meant.removeIf(phase -> !word.equals(ANY) && !phase.inWords().equals(word));
            if (meant.isEmpty()) {
                throw BadRequest.because(
                        "there is no such state", "any, or of " + ALL_STATES + " one or several with commas between");
            }
            phases.addAll(meant);
        }
        return phases;
    }

    @GetMapping("/{id}")
    Shown one(@PathVariable String id) {
        return shown(found(id));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Shown add(@RequestBody SilenceWish wish, Principal principal) {
        List<Matcher> matchers = wish.readMatchers();
        SilenceWish.Span span = wish.readSpan(silences.now());
        String comment = wish.readComment();
        String author = author(principal, wish.by());
        if (silences.open() >= MOST_OPEN) {
            throw new BadRequest(
                    CONFLICT, "there are " + MOST_OPEN + " silences already", "end some: ./tocsin silences list");
        }
        List<Fire> fires = fires();
        Shown silence = audit.changing(trail -> {
            Silence made = silences.add(matchers, span.startsAt(), span.endsAt(), author, comment);
            trail.add(author, "silence", target(made), detail(made));
            return shown(made, silences.now(), fires);
        });
        LOG.atInfo()
                .addKeyValue("silence", silence.id())
                .addKeyValue("by", author)
                .log("A silence is made");
        return silence;
    }

    /** Makes nothing; a comment and an author are not asked for. */
    @PostMapping(path = "/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
    Preview preview(@RequestBody SilenceWish wish) {
        List<Matcher> matchers = wish.readMatchers();
        SilenceWish.Span span = wish.readSpan(silences.now());
        return new Preview(
                matchers.stream().map(Matcher::text).toList(),
                span.startsAt(),
                span.endsAt(),
                matching(labels -> matchers.stream().allMatch(matcher -> matcher.holds(labels)), fires()));
    }

    /** Gives it another end, another comment, or both; {@code for} counts from now, or from a beginning that is to come. */
    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    Shown change(@PathVariable String id, @RequestBody SilenceWish wish, Principal principal) {
        Silence before = found(id);
        if (wish.matchers() != null || wish.startsAt() != null) {
            throw BadRequest.because(
                    "only the end and the comment of a silence can be changed", "end this one and make another");
        }
        Instant now = silences.now();
        Instant from = before.startsAt().isAfter(now) ? before.startsAt() : now;
        Optional<Instant> end = wish.readEnd(before.startsAt(), from);
        Optional<String> comment = wish.commentIfAny();
        if (end.isEmpty() && comment.isEmpty()) {
            throw BadRequest.because("nothing is to be changed", "give for, endsAt or comment");
        }
        String who = Visitor.signature(principal, wish.by());
        List<Fire> fires = fires();
        Shown changed = audit.changing(trail -> {
            Silence made = silences.change(id, end, comment).orElseThrow(SilencesController::isOver);
            trail.add(who, "change silence", target(made), detail(made));
            return shown(made, silences.now(), fires);
        });
        LOG.atInfo().addKeyValue("silence", id).addKeyValue("by", who).log("A silence is changed");
        return changed;
    }

    @DeleteMapping("/{id}")
    Shown end(@PathVariable String id, @RequestParam(required = false) @Nullable String by, Principal principal) {
        found(id);
        String who = Visitor.signature(principal, by);
        List<Fire> fires = fires();
        Shown ended = audit.changing(trail -> {
            Silence made = silences.end(id, who).orElseThrow(SilencesController::isOver);
            trail.add(who, "end silence", target(made), detail(made));
            return shown(made, silences.now(), fires);
        });
        LOG.atInfo().addKeyValue("silence", id).addKeyValue("by", who).log("A silence is ended");
        return ended;
    }

    private Silence found(String id) {
        return silences.silence(id)
                .orElseThrow(() -> BadRequest.notFound(
                        "there is no silence of that id",
                        "./tocsin silences list, or GET /api/v1/silences?state=any, shows them"));
    }

    private static BadRequest isOver() {
        return new BadRequest(CONFLICT, "the silence is over", "make another one");
    }

    private static String author(Principal principal, @Nullable String by) {
        boolean isKnown = principal instanceof Visitor visitor && visitor.token() != null;
        if (!isKnown && (by == null || by.isBlank())) {
            throw BadRequest.because("by is missing", "say who wants it");
        }
        return Visitor.signature(principal, by);
    }

    private static String target(Silence silence) {
        return "silence " + silence.id();
    }

    private static String detail(Silence silence) {
        return silence.inWords() + " from " + silence.startsAt() + " until " + silence.endsAt() + ": "
                + silence.comment();
    }

    private Shown shown(Silence silence) {
        return shown(silence, silences.now(), fires());
    }

    private static Shown shown(Silence silence, Instant now, List<Fire> fires) {
        Silence.Ended ended = silence.ended();
        return new Shown(
                silence.id(),
                silence.phaseAt(now).inWords(),
                silence.matchers().stream().map(Matcher::text).toList(),
                silence.startsAt(),
                silence.endsAt(),
                silence.author(),
                silence.comment(),
                silence.createdAt(),
                ended == null ? null : ended.by(),
                matching(silence::matches, fires));
    }

    private static Matching matching(Predicate<Map<String, String>> isMeant, List<Fire> fires) {
        List<FiringAlert> all = fires.stream()
                .filter(fire -> isMeant.test(fire.labels()))
                .map(Fire::alert)
                .toList();
        return new Matching(
                all.size(),
                all.stream().limit(MOST_SHOWN).map(SilencesController::match).toList());
    }

    private static Match match(FiringAlert alert) {
        return new Match(
                alert.rule(),
                alert.group().values(),
                alert.severity() == null ? null : alert.severity().inWords());
    }
}

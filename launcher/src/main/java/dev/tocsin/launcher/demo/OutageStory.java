package dev.tocsin.launcher.demo;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.TerminalView;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Progress;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The story: an ordinary day, an outage, the alarm, the repair, the resolve; then everything is counted. Tells it on the
 * terminal while it happens. Close it to end the shop and the receiver of messages, at any moment.
 */
public final class OutageStory implements AutoCloseable {
    private static final Duration ORDINARY = Duration.ofSeconds(15);
    private static final Duration ALARM_PATIENCE = Duration.ofSeconds(60);
    private static final Duration REPAIR = Duration.ofSeconds(3);
    private static final Duration RESOLVE_PATIENCE = Duration.ofSeconds(90);
    /** Down and up again: what the shop says of its provider in this story. */
    private static final long PROVIDER_CHANGES = 2;

    private static final Duration COUNT_PATIENCE = Duration.ofSeconds(60);

    private final Terminal terminal;
    private final SlackEnd slack;
    private final List<DemoRule> rules;
    private final AlarmLog alarms;
    private final TerminalView view;
    private volatile @Nullable ShopProcess shop;

    private OutageStory(Terminal terminal, SlackEnd slack, List<DemoRule> rules) {
        this.terminal = terminal;
        this.slack = slack;
        this.rules = rules;
        this.alarms = new AlarmLog(rules);
        this.view = new TerminalView(terminal.isColoured(), PlainText::of);
        slack.onEntry(this::show);
    }

    /**
     * Reads the rules and opens the receiver of messages.
     *
     * @param environment in which a real Slack may be set; else there is a receiver that prints
     */
    public static OutageStory prepare(
            Terminal terminal, Path rules, Map<String, String> environment, InstantSource clock) throws IOException {
        List<DemoRule> read = DemoRule.readAll(rules);
        Optional<RelayedSlack> real = RelayedSlack.start(environment, clock);
        return new OutageStory(terminal, real.isPresent() ? real.get() : PrintedSlack.start(), read);
    }

    /** Variables that tell the engine of the Slack that listens. */
    public Map<String, String> slack() {
        return slack.environment();
    }

    /**
     * Lets it happen, and returns what came of it.
     *
     * @param shopCommand runs the shop
     * @param tcp {@code host:port} of the ingest service
     * @param log of the shop
     */
    public Verdict tell(List<String> shopCommand, String tcp, ElasticSettings elasticsearch, Path log)
            throws IOException, InterruptedException {
        introduce();
        ShopProcess opened = ShopProcess.start(
                shopCommand,
                List.of("--ordinary", Long.toString(ORDINARY.toSeconds()), "--outage", "180", "--recovery", "300"),
                tcp,
                log.resolveSibling("shop-report.jsonl"),
                log);
        shop = opened;
        ordinaryDay(opened);
        outage(opened);
        recovery(opened);
        return count(opened, elasticsearch);
    }

    private void introduce() {
        heading("The rules");
        for (DemoRule rule : rules) {
            terminal.line("  " + rule.title() + ":  " + rule.query());
            terminal.line("      " + rule.condition() + ", window " + rule.window() + ", every " + rule.every());
        }
        terminal.line("  Messages go to " + slack.description() + ".");
    }

    private void ordinaryDay(ShopProcess opened) throws IOException, InterruptedException {
        heading("An ordinary day at the shop, in fast motion");
        terminal.line("  A Java application of its own, with a stock logback.xml: examples/shop.");
        if (!opened.awaitPhase("ordinary", Duration.ofSeconds(30))) {
            throw new IOException("the shop did not open; see its log");
        }
        try (Progress _ = terminal.progress("people buy teapots, some cards are declined, all is calm")) {
            if (!opened.awaitPhase("outage", ORDINARY.plusSeconds(30))) {
                throw new IOException("the shop closed too early; see its log");
            }
        }
        long early = alarms.all().size();
        terminal.line(early == 0 ? "  No alarm: as it should be." : "  " + early + " messages: too early!");
    }

    private void outage(ShopProcess opened) throws IOException, InterruptedException {
        heading("The provider of card payments goes down");
        Instant outage = opened.report().began("outage").orElseThrow();
        try (Progress _ = terminal.progress("payments fail with timeouts; waiting for the alarm")) {
            alarms.awaitFired(rules.getFirst(), ALARM_PATIENCE);
        }
        alarms.fired(rules.getFirst())
                .ifPresentOrElse(
                        at -> terminal.line("  Alarm, " + Terminal.seconds(Duration.between(outage, at))
                                + " after the outage began."),
                        () -> terminal.problem("no alarm within " + ALARM_PATIENCE.toSeconds() + " s"));
        if (alarms.fired(rules.getFirst()).isEmpty()) {
            return;
        }
        try (Progress _ = terminal.progress("somebody looks into it; the other rules fire too")) {
            alarms.awaitAllFired(ALARM_PATIENCE);
            opened.awaitPhase("recovery", REPAIR); // nobody repairs anything in no time
        }
    }

    private void recovery(ShopProcess opened) throws IOException, InterruptedException {
        opened.next();
        opened.awaitPhase("recovery", Duration.ofSeconds(10));
        heading("Card payments work again");
        Instant mended = opened.report().began("recovery").orElseThrow();
        try (Progress _ = terminal.progress("waiting for the windows to be calm")) {
            alarms.awaitAllResolved(RESOLVE_PATIENCE);
            alarms.awaitEventsTold(PROVIDER_CHANGES, RESOLVE_PATIENCE);
            if (slack.lives()) {
                alarms.awaitLivesOver(RESOLVE_PATIENCE);
            }
        }
        alarms.resolved(rules.getFirst())
                .ifPresentOrElse(
                        at -> terminal.line(
                                "  Resolved, " + Terminal.seconds(Duration.between(mended, at)) + " after the repair"
                                        + (isShown() ? ": in its thread, and its message is green." : ".")),
                        () -> terminal.problem("no resolve within " + RESOLVE_PATIENCE.toSeconds() + " s"));
    }

    private boolean isShown() {
        return slack.lives() && alarms.lifeTroubles().isEmpty();
    }

    private Verdict count(ShopProcess opened, ElasticSettings elasticsearch) throws IOException, InterruptedException {
        heading("The shop closes, and everything is counted");
        ShopReport.Figures figures = opened.closeShop(Duration.ofSeconds(60))
                .orElseThrow(() -> new IOException("the shop did not end in order; see its log"));
        long found;
        long errorsFound;
        long changesFound;
        try (ElasticLink link = ElasticLink.open(elasticsearch);
                Progress _ = terminal.progress("asking Elasticsearch")) {
            StreamCounts counts = new StreamCounts(link);
            found = counts.await(figures.events(), COUNT_PATIENCE);
            errorsFound = counts.errors();
            changesFound = counts.providerChanges();
        }
        DemoRule main = rules.getFirst();
        Instant firstError = figures.firstOutageError().orElse(null);
        return new Verdict(
                figures.events(),
                found,
                figures.errors(),
                errorsFound,
                changesFound,
                alarms.eventsTold(),
                figures.notShipped(),
                firstError,
                alarms.fired(main).orElse(null),
                opened.report().began("recovery").orElse(null),
                alarms.resolved(main).orElse(null),
                alarms.all().stream()
                        .filter(told -> firstError == null || told.at().isBefore(firstError))
                        .count(),
                alarms.repeated(),
                slack.lives() ? alarms.lifeTroubles() : List.of(),
                rules.stream()
                        .filter(rule -> alarms.fired(rule).isEmpty()
                                || !rule.isEach() && alarms.resolved(rule).isEmpty())
                        .map(DemoRule::name)
                        .toList());
    }

    private void show(ChatEntry entry) {
        terminal.print(view.draw(entry).indent(4).stripTrailing() + "\n\n");
        alarms.hear(entry);
    }

    private void heading(String text) {
        terminal.line("");
        terminal.line(terminal.styled(Style.STRONG, text));
    }

    @Override
    public void close() {
        ShopProcess opened = shop;
        if (opened != null) {
            opened.close();
        }
        slack.close();
    }
}

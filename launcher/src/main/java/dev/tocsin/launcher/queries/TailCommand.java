package dev.tocsin.launcher.queries;

import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Events as they arrive. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Shows events, and with --follow those that arrive.",
            "From the Elasticsearch of ELASTICSEARCH_URL, or of the running ./tocsin up. Ctrl-C ends it.",
            ""
        })
public final class TailCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Desk desk;

    @Mixin
    EventSearch search = new EventSearch();

    @Option(
            names = "--since",
            paramLabel = "SPAN",
            defaultValue = "5m",
            converter = SpanText.class,
            description = "How far back to begin, by when events arrived (default: ${DEFAULT-VALUE}).")
    Duration since = Duration.ofMinutes(5);

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until Ctrl-C.")
    boolean follow;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of a running Tocsin (TOCSIN_DATA).")
    @Nullable
    Path data;

    public TailCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RuleQuery query = search.query();
        try (ElasticLink link = desk.at(null, data).elasticsearch()) {
            Tail tail =
                    new Tail(new Question(link, query), desk.clock().instant().minus(since));
            EventLine line = new EventLine(
                    desk.terminal(),
                    ZoneId.systemDefault(),
                    desk.clock(),
                    Math.max(desk.terminal().width(), 200));
            String trouble = begin(tail, line, query, link);
            while (follow) {
                Thread.sleep(PAUSE);
                trouble = goOn(tail, line, trouble);
            }
        }
        return 0;
    }

    /** What is to be waited for; empty if nothing is. */
    private String begin(Tail tail, EventLine line, RuleQuery query, ElasticLink link) throws IOException {
        try {
            if (show(tail, line)) {
                sayWhereItLooked(query, link);
            }
            return "";
        } catch (NotStartedYet e) {
            if (!follow) {
                throw e;
            }
            return told(e, "");
        }
    }

    /** A pause of Elasticsearch is told once and ends nothing: what arrives meanwhile is shown after it. */
    private String goOn(Tail tail, EventLine line, String trouble) {
        try {
            show(tail, line);
            return "";
        } catch (Problem e) {
            return told(e, trouble);
        }
    }

    private String told(Problem e, String before) {
        String now = String.valueOf(e.getMessage());
        if (!now.equals(before)) {
            switch (e) {
                case NotStartedYet _ -> desk.terminal().text("Waiting: " + now + ".");
                default -> desk.terminal().problem(now);
            }
        }
        return now;
    }

    private boolean show(Tail tail, EventLine line) {
        int shown = tail.read(
                event -> line.of(event, Question.first(event, "@timestamp")).forEach(desk.terminal()::line));
        return shown == 0;
    }

    private void sayWhereItLooked(RuleQuery query, ElasticLink link) throws IOException {
        Terminal terminal = desk.terminal();
        terminal.text("No event" + (search.service == null ? "" : " of the service " + search.service)
                + (search.kql == null ? "" : " that matches") + " arrived since "
                + desk.clock()
                        .instant()
                        .minus(since)
                        .atZone(ZoneId.systemDefault())
                        .toLocalDateTime()
                        .withNano(0)
                + " in " + query.streamsJoined() + ".");
        if (!search.saysThatTheServiceIsUnknown(link, terminal)) {
            terminal.text("It takes up to five seconds until an event can be found. Does the service send?"
                    + " ./tocsin status shows the doors and whether they are ready. Longer ago: --since 7d");
        }
    }
}

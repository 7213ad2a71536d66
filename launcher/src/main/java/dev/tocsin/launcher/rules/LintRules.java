package dev.tocsin.launcher.rules;

import dev.tocsin.alert.lint.Linted;
import dev.tocsin.alert.lint.LiveLint;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.EngineChannels;
import dev.tocsin.launcher.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds what is wrong with rules. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = {
            "Says all that is wrong with rules, channels.yml and routes.yml, and which rules cannot run.",
            "With an Elasticsearch (of ELASTICSEARCH_URL, else of the running ./tocsin up) it also looks whether streams"
                    + " and fields are there. Exit code 1 if there is an error or a rule that cannot run; warnings alone are"
                    + " 0.",
            ""
        })
final class LintRules implements Callable<Integer> {
    private final Desk desk;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description = "A rule file, a folder of rules or a configuration folder (TOCSIN_CONFIG).")
    @Nullable
    Path path;

    @Option(names = "--offline", description = "Looks at the files alone.")
    boolean offline;

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    LintRules(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Path what = path == null ? desk.config() : path;
        Supplier<List<String>> channels = offline ? List::of : new EngineChannels(desk);
        Linted linted = look(desk, what, offline, format == OutputFormat.TEXT, channels);
        if (format == OutputFormat.JSON) {
            desk.terminal().json(FindingText.json(linted).toString());
        } else {
            FindingText text = new FindingText(desk.terminal());
            text.tell(linted.findings());
            text.tellInShort(linted, what);
        }
        return linted.hasErrors() || !linted.broken().isEmpty() ? 1 : 0;
    }

    /** The files, and unless told otherwise the streams behind them, if there is a server to ask. */
    static Linted look(Desk desk, Path what, boolean offline, boolean aloud, Supplier<List<String>> channels)
            throws IOException {
        Linted files = FilesLooked.at(desk, what, offline, channels);
        if (offline || files.rules().isEmpty()) {
            return files;
        }
        if (desk.elasticsearchIfAny().isEmpty()) {
            if (aloud) {
                desk.terminal().text("Only the files are looked at: " + desk.whyNoElasticsearch() + ".");
            }
            return files;
        }
        try (ElasticLink link = desk.elasticsearch()) {
            if (!aloud) {
                return LiveLint.look(files, link, desk.clock());
            }
            try (Progress _ = desk.terminal().progress("asking Elasticsearch about streams and fields")) {
                return LiveLint.look(files, link, desk.clock());
            }
        }
    }
}

package dev.tocsin.alert.rule;

import dev.tocsin.access.FileRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force, read again when files change and are at rest: a rule that is half written may be one that pages. A
 * rule whose file breaks goes on as it was last good, and is listed as broken all the same: a slip of the pen must not
 * silence an alarm. Nor does a copy of its file, which leaves its name to it. Thread-safe.
 */
public final class RuleBook {
    private final Path folder;
    private final RuleDefaults defaults;
    private final QueryBook queries;
    private final CalendarBook calendars;
    private final ListBook lists;
    private final FileRest rest = new FileRest();
    private Map<String, @Nullable String> contents = new TreeMap<>();
    private volatile RuleSet current = RuleSet.EMPTY;
    private volatile boolean wasRead;
    private boolean folderIsAway;

    /** Rules with the saved queries in {@code queries} beside their folder; calendars and lists are there too. */
    public RuleBook(Path folder, RuleDefaults defaults) {
        this(folder, defaults, new QueryBook(folder.resolveSibling("queries"), KibanaSource.none()));
    }

    public RuleBook(Path folder, RuleDefaults defaults, QueryBook queries) {
        this.folder = folder;
        this.defaults = defaults;
        this.queries = queries;
        this.calendars = new CalendarBook(folder.resolveSibling(CalendarBook.FILE));
        this.lists = new ListBook(folder.resolveSibling(ListBook.FOLDER));
    }

    public RuleSet current() {
        return current;
    }

    /** What the rules may refer to. */
    public References references() {
        return new References(queries.current(), calendars.current(), lists.current());
    }

    /** Whether a rule in force comes from this object of Kibana; taken for granted until rules have been read. */
    public boolean refersTo(String kibanaKey) {
        return !wasRead
                || current.rules().stream()
                        .map(rule -> rule.query().origin())
                        .anyMatch(origin -> origin.kind() == QueryOrigin.Kind.KIBANA
                                && origin.name().equals(kibanaKey));
    }

    /** Whether the rule's file is gone: certainly, and as of the last look; not before the first one. */
    public boolean isRemoved(String rule) {
        return wasRead && current.lacks(rule);
    }

    public Path folder() {
        return folder;
    }

    /** Whether anything changed since the last look; the first one takes the files as they are. */
    public synchronized boolean readAgain(Instant now) {
        boolean isNewReference = queries.readAgain(now) | calendars.readAgain(now) | lists.readAgain(now);
        Map<String, @Nullable String> found;
        try {
            found = RuleFiles.contentsOf(folder);
            if (!Files.isDirectory(folder)) {
                return goesOnWithout("the folder of rules is not there");
            }
        } catch (UncheckedIOException e) {
            return goesOnWithout("the folder of rules cannot be listed: "
                    + Optional.ofNullable(e.getCause())
                            .orElse(new IOException(e))
                            .getMessage());
        }
        boolean isAtRest = rest.isAtRest(found, now);
        boolean isFirst = !wasRead && !folderIsAway;
        boolean isNewRule = isFirst || (isAtRest && (folderIsAway || !found.equals(contents)));
        if (isNewRule) {
            contents = found;
        } else if (!isNewReference || folderIsAway) {
            return false;
        }
        current = keepingLastGood(RuleFiles.parse(contents, defaults, references(), filesOf(current.rules())));
        wasRead = true;
        folderIsAway = false;
        return true;
    }

    /** A volume that is away for a moment is no wish to stop all rules: they run on as they were, and that is told. */
    private boolean goesOnWithout(String reason) {
        Problem problem = new Problem(
                Problem.Severity.ERROR, folder.toString(), 1, 1, "", reason, "the rules known so far run on", null);
        boolean isNews = !current.problems().contains(problem);
        current = new RuleSet(current.rules(), List.of(problem), current.broken());
        // When the folder is there again everything in it is read anew.
        contents = new TreeMap<>();
        folderIsAway = true;
        return isNews;
    }

    private static Map<String, String> filesOf(List<Rule> running) {
        return running.stream().collect(Collectors.toMap(Rule::name, Rule::file));
    }

    private RuleSet keepingLastGood(RuleSet read) {
        Set<String> broken = new HashSet<>(read.broken());
        List<Rule> stillGood = current.rules().stream()
                .filter(rule -> broken.contains(rule.name()) || broken.contains(rule.file()))
                .filter(rule -> read.rule(rule.name()).isEmpty())
                .toList();
        return new RuleSet(
                Stream.concat(read.rules().stream(), stillGood.stream()).toList(), read.problems(), read.broken());
    }
}

package dev.tocsin.launcher.rules;

import dev.tocsin.alert.lint.Finding;
import dev.tocsin.alert.lint.Linted;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Findings for a person: where, what, the line with a caret under the place, and what to do. */
final class FindingText {
    private static final int WIDTH = 100;
    private static final int LEAD = 60;

    private final Terminal terminal;
    private final Map<Path, List<String>> files = new HashMap<>();

    FindingText(Terminal terminal) {
        this.terminal = terminal;
    }

    void tell(List<Finding> findings) {
        findings.forEach(this::tell);
    }

    private void tell(Finding finding) {
        String place = shortPath(finding.file())
                + (finding.line() == 0 ? "" : ":" + finding.line())
                + (finding.column() == 0 ? "" : ":" + finding.column());
        String level =
                finding.isError() ? terminal.styled(Style.BAD, "error") : terminal.styled(Style.DOUBTFUL, "warning");
        String path = finding.path().isEmpty() ? "" : " " + finding.path();
        terminal.line(terminal.styled(Style.STRONG, PlainText.of(place)) + " " + level + path + ": "
                + PlainText.of(finding.reason()));
        picture(finding);
        String hint = finding.hint();
        if (hint != null) {
            terminal.line("    " + PlainText.of(hint));
        }
    }

    private void picture(Finding finding) {
        List<String> lines = files.computeIfAbsent(finding.file(), FindingText::linesOf);
        if (finding.line() == 0 || finding.line() > lines.size()) {
            return;
        }
        String line = PlainText.of(lines.get(finding.line() - 1));
        int first = line.length() - line.stripLeading().length();
        int at = finding.column() == 0 ? first : Math.min(finding.column() - 1, line.length());
        int from = at > LEAD + first ? at - LEAD : Math.min(first, at);
        String shown = line.substring(from, Math.min(line.length(), from + WIDTH));
        terminal.line("    " + terminal.styled(Style.DIM, shown));
        terminal.line(
                "    " + " ".repeat(at - from) + terminal.styled(finding.isError() ? Style.BAD : Style.DOUBTFUL, "^"));
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // That it cannot be read is one of the findings.
            return List.of();
        }
    }

    /** Below the folder in which the person is, if it is there. */
    static String shortPath(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        String path = (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
        return path.isEmpty() ? "." : path;
    }

    /** Which rules can run and which cannot, and what an engine does with those. */
    void tellInShort(Linted linted, Path what) {
        long errors = linted.findings().stream().filter(Finding::isError).count();
        Set<String> wrong = linted.findings().stream()
                .filter(Finding::isError)
                .flatMap(finding -> Stream.ofNullable(finding.rule()))
                .collect(Collectors.toSet());
        List<String> doubtful =
                linted.rules().stream().map(Rule::name).filter(wrong::contains).toList();
        if (!linted.findings().isEmpty()) {
            terminal.line("");
        }
        terminal.text(shortPath(what) + ": "
                + Counted.of(linted.rules().size() - doubtful.size(), "rule") + " can run"
                + (doubtful.isEmpty()
                        ? ""
                        : ", " + doubtful.size() + " can be read and has errors (" + names(doubtful) + ")")
                + (linted.broken().isEmpty()
                        ? ""
                        : ", " + linted.broken().size() + " cannot run (" + names(linted.broken()) + ")")
                + "; " + Counted.of(errors, "error") + ", "
                + Counted.of(linted.findings().size() - errors, "warning") + ".");
        if (!linted.broken().isEmpty()) {
            terminal.text(
                    "A running engine goes on with what it last could read of a rule that cannot run; one that starts"
                            + " goes without it.");
        }
    }

    private static String names(List<String> names) {
        return PlainText.of(String.join(", ", names));
    }

    static JsonObject json(Linted linted) {
        JsonArrayBuilder findings = Json.createArrayBuilder();
        for (Finding finding : linted.findings()) {
            JsonObjectBuilder one = Json.createObjectBuilder()
                    .add("severity", finding.isError() ? "error" : "warning")
                    .add("file", finding.file().toString())
                    .add("line", finding.line())
                    .add("column", finding.column())
                    .add("path", finding.path())
                    .add("reason", finding.reason());
            String hint = finding.hint();
            if (hint != null) {
                one.add("hint", hint);
            }
            String rule = finding.rule();
            if (rule != null) {
                one.add("rule", rule);
            }
            findings.add(one);
        }
        return Json.createObjectBuilder()
                .add("rules", linted.rules().size())
                .add("broken", Json.createArrayBuilder(linted.broken()))
                .add("findings", findings)
                .build();
    }
}

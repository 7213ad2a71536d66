package dev.tocsin.alert.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One file being read: collects what is wrong with it. Not thread-safe. */
final class RuleSource {
    private final String file;
    private final List<String> lines;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable String rule;

    RuleSource(String file, String content) {
        this.file = file;
        this.lines = content.lines().toList();
    }

    String file() {
        return file;
    }

    /** From here on problems belong to this rule. */
    void nowReading(@Nullable String name) {
        rule = name;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    boolean hasErrorsSince(int mark) {
        return problems.stream().skip(mark).anyMatch(Problem::isError);
    }

    int mark() {
        return problems.size();
    }

    void error(Node node, String path, String reason, @Nullable String hint) {
        Optional<Mark> start = node.getStartMark();
        errorAt(
                start.map(mark -> mark.getLine() + 1).orElse(1),
                start.map(mark -> mark.getColumn() + 1).orElse(1),
                path,
                reason,
                hint);
    }

    void errorAt(int line, int column, String path, String reason, @Nullable String hint) {
        problems.add(new Problem(Problem.Severity.ERROR, file, line, column, path, reason, hint, rule));
    }

    void warning(Node node, String path, String reason, @Nullable String hint) {
        Optional<Mark> start = node.getStartMark();
        problems.add(new Problem(
                Problem.Severity.WARNING,
                file,
                start.map(mark -> mark.getLine() + 1).orElse(1),
                start.map(mark -> mark.getColumn() + 1).orElse(1),
                path,
                reason,
                hint,
                rule));
    }

    /** About the whole file. */
    void remarkAt(Problem.Severity severity, String path, String reason, @Nullable String hint) {
        problems.add(new Problem(severity, file, 1, 1, path, reason, hint, rule));
    }

    /** An error inside a text, at an offset of it: shows the place with a caret. */
    void errorInText(ScalarNode node, String path, String reason, int offset, @Nullable String hint) {
        inText(Problem.Severity.ERROR, node, path, reason, offset, hint);
    }

    /** The same for what is valid but probably not meant. */
    void warningInText(ScalarNode node, String path, String reason, int offset, @Nullable String hint) {
        inText(Problem.Severity.WARNING, node, path, reason, offset, hint);
    }

    private void inText(
            Problem.Severity severity, ScalarNode node, String path, String reason, int offset, @Nullable String hint) {
        Mark start = node.getStartMark().orElse(null);
        if (start == null || offset < 0) {
            problems.add(new Problem(
                    severity,
                    file,
                    start == null ? 1 : start.getLine() + 1,
                    start == null ? 1 : start.getColumn() + 1,
                    path,
                    reason,
                    hint,
                    rule));
            return;
        }
        String text = node.getValue();
        int at = Math.min(offset, text.length());
        int lineStart = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
        int lineEnd = text.indexOf('\n', lineStart);
        String shown = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
        int linesBefore = (int)
                text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        int line;
        int column;
        if (node.getScalarStyle() == ScalarStyle.LITERAL) {
            line = start.getLine() + 1 + linesBefore;
            column = indentOf(line) + at - lineStart;
        } else {
            line = start.getLine();
            column = start.getColumn() + at + (node.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1);
        }
        String caret = "\n    " + shown + "\n    " + " ".repeat(Math.max(0, at - lineStart)) + "^"
                + (hint == null ? "" : "\n    " + hint);
        problems.add(new Problem(severity, file, line + 1, column + 1, path, reason, caret, rule));
    }

    private int indentOf(int line) {
        if (line >= lines.size()) {
            return 0;
        }
        String text = lines.get(line);
        return text.length() - text.stripLeading().length();
    }
}

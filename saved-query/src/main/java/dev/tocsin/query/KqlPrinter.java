package dev.tocsin.query;

import dev.tocsin.query.KqlNode.And;
import dev.tocsin.query.KqlNode.Anywhere;
import dev.tocsin.query.KqlNode.Is;
import dev.tocsin.query.KqlNode.Nested;
import dev.tocsin.query.KqlNode.Not;
import dev.tocsin.query.KqlNode.Or;
import dev.tocsin.query.KqlNode.Range;
import java.util.List;

/**
 * {@link KqlNode} back to text, which parses to the same node again. Where Kibana's own printed form cannot be read
 * again (braces, double negation, escapes in wildcards) this one can.
 */
final class KqlPrinter {
    private final StringBuilder out = new StringBuilder();

    private KqlPrinter() {}

    static String print(KqlNode node) {
        KqlPrinter printer = new KqlPrinter();
        printer.node(node, false);
        return printer.out.toString();
    }

    /** With a blank after it, a keyword at the end of a value would be read as the operator. */
    private void node(KqlNode node, boolean blankFollows) {
        switch (node) {
            case And(List<KqlNode> all) -> joined(all, " AND ");
            case Or(List<KqlNode> any) -> joined(any, " OR ");
            case Not(Not inner) -> {
                out.append("NOT (");
                node(inner, false);
                out.append(')');
            }
            case Not(KqlNode negated) -> {
                out.append("NOT ");
                node(negated, blankFollows);
            }
            case Anywhere(Operand value) -> operand(value, blankFollows);
            case Is(Operand field, Operand value) -> {
                operand(field, false);
                out.append(": ");
                operand(value, blankFollows);
            }
            case Range(Operand field, KqlNode.Comparison comparison, Operand bound) -> {
                operand(field, true);
                out.append(' ').append(comparison.sign()).append(' ');
                operand(bound, blankFollows);
            }
            case Nested(Operand path, KqlNode inside) -> {
                operand(path, false);
                out.append(": { ");
                node(inside, true);
                out.append(" }");
            }
        }
    }

    private void joined(List<KqlNode> nodes, String joiner) {
        out.append('(');
        for (int i = 0; i < nodes.size(); i++) {
            if (i > 0) {
                out.append(joiner);
            }
            node(nodes.get(i), i < nodes.size() - 1);
        }
        out.append(')');
    }

    private void operand(Operand operand, boolean blankFollows) {
        switch (operand) {
            case Operand.Quoted(String text) -> quoted(text);
            case Operand.Text(String text) -> {
                if (text.isEmpty()) {
                    // Only a blank that was escaped, then taken off, leaves an empty value.
                    out.append("\\t");
                }
                unquoted(text, blankFollows);
            }
            case Operand.Constant constant -> out.append(constant.plain());
            case Operand.Wildcard(List<String> parts) -> {
                for (int i = 0; i < parts.size(); i++) {
                    if (i > 0) {
                        out.append('*');
                    }
                    unquoted(parts.get(i), blankFollows && i == parts.size() - 1);
                }
            }
        }
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '"') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    private void unquoted(String text, boolean blankFollows) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\r' || c == '\n') {
                out.append('\\').append(c == '\t' ? 't' : c == '\r' ? 'r' : 'n');
            } else if (isReadAsNot(text, i, blankFollows)) {
                // Not \not: that is a line break and "ot".
                out.append("\\u%04x".formatted((int) c));
            } else {
                if (KqlCharacters.isSpecial(c) || isReadAsJoiner(text, i, blankFollows)) {
                    out.append('\\');
                }
                out.append(c);
            }
        }
    }

    private static boolean isReadAsNot(String text, int at, boolean blankFollows) {
        return KqlCharacters.isWord(text, at, "not") && isBlankAt(text, at + 3, blankFollows);
    }

    private static boolean isReadAsJoiner(String text, int at, boolean blankFollows) {
        int length = KqlCharacters.joinerLength(text, at);
        return length > 0
                && at > 0
                && KqlCharacters.isSpace(text, at - 1)
                && isBlankAt(text, at + length, blankFollows);
    }

    private static boolean isBlankAt(String text, int at, boolean blankFollows) {
        return at == text.length() ? blankFollows : KqlCharacters.isSpace(text, at);
    }
}

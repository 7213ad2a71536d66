package dev.tocsin.query;

import dev.tocsin.query.KqlNode.Comparison;
import dev.tocsin.query.Operand.Constant;
import dev.tocsin.query.Operand.Quoted;
import dev.tocsin.query.Operand.Text;
import dev.tocsin.query.Operand.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random trees, from pieces that are known to be troublesome, and random text made of KQL's own signs. */
final class RandomKql {
    private static final List<String> PIECES = List.of(
            "a",
            "b.c",
            "not",
            "NOT",
            "or",
            "and",
            "AnD",
            " ",
            " ",
            " ",
            "\u00a0",
            "\t",
            "\n",
            "\\",
            "(",
            ")",
            ":",
            "<",
            ">",
            "\"",
            "*",
            "{",
            "}",
            "=",
            "nothing",
            "cannot",
            "order",
            "\u3000",
            "\ufeff",
            "\ud83d\ude00",
            "\ud83d",
            "true",
            "u0041",
            "t",
            "n",
            "é",
            "-",
            "1.5",
            "'",
            "null",
            "@timestamp");
    private static final List<String> SIGNS = List.of(
            "(", ")", "{", "}", ":", "\"", "*", "\\", " ", " ", " and ", " or ", "not ", "<", ">=", "a", "items",
            "null", "\\u0041", "\n", "b:c", "a:(", "items:{", "name:x", "log*", "\u00a0", "\ud800");

    private final RandomGenerator random;

    RandomKql(RandomGenerator random) {
        this.random = random;
    }

    KqlNode node(int depth, boolean inGroup) {
        int kind = depth == 0 ? 3 + random.nextInt(3) : random.nextInt(7);
        return switch (kind) {
            case 0 -> new KqlNode.And(nodes(depth - 1, inGroup));
            case 1 -> new KqlNode.Or(nodes(depth - 1, inGroup));
            case 2 -> new KqlNode.Not(node(depth - 1, inGroup));
            case 3 -> inGroup ? is() : new KqlNode.Anywhere(operand());
            case 4 -> is();
            case 5 ->
                new KqlNode.Range(
                        operand(), Comparison.values()[random.nextInt(Comparison.values().length)], operand());
            default -> new KqlNode.Nested(operand(), node(depth - 1, true));
        };
    }

    String garbage() {
        StringBuilder out = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            out.append(pick(random.nextInt(4) == 0 ? PIECES : SIGNS));
        }
        return out.toString();
    }

    private KqlNode is() {
        Operand field = operand();
        return new KqlNode.Is(field == Constant.NULL ? Constant.TRUE : field, operand());
    }

    private List<KqlNode> nodes(int depth, boolean inGroup) {
        List<KqlNode> nodes = new ArrayList<>();
        int count = 2 + random.nextInt(3);
        while (nodes.size() < count) {
            nodes.add(node(depth, inGroup));
        }
        return nodes;
    }

    private Operand operand() {
        return switch (random.nextInt(6)) {
            case 0 -> new Quoted(text());
            case 1 -> Constant.values()[random.nextInt(3)];
            case 2, 3 -> wildcard();
            default -> plain(KqlCharacters.trimStart(KqlCharacters.trimEnd(text())));
        };
    }

    private static Operand plain(String text) {
        for (Constant constant : Constant.values()) {
            if (constant.plain().equals(text)) {
                return constant;
            }
        }
        return new Text(text);
    }

    private Operand wildcard() {
        List<String> parts = new ArrayList<>();
        parts.add(KqlCharacters.trimStart(text()));
        for (int stars = random.nextInt(3); stars > 0; stars--) {
            parts.add(text());
        }
        parts.add(KqlCharacters.trimEnd(text()));
        return new Wildcard(parts);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(6); pieces > 0; pieces--) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}

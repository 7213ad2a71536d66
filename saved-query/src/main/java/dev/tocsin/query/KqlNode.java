package dev.tocsin.query;

import java.util.List;

/** A parsed KQL query. Written back by {@link Kql#print}; {@code and} and {@code or} of one level are one node. */
public sealed interface KqlNode {
    /** {@code a and b and c}. */
    record And(List<KqlNode> all) implements KqlNode {
        public And {
            all = List.copyOf(all);
        }
    }

    /** {@code a or b or c}. */
    record Or(List<KqlNode> any) implements KqlNode {
        public Or {
            any = List.copyOf(any);
        }
    }

    /** {@code not a}. */
    record Not(KqlNode negated) implements KqlNode {}

    /** {@code error}: a value in any field. */
    record Anywhere(Operand value) implements KqlNode {}

    /** {@code field: value}; a list of values is an {@link Or} or {@link And} of these. */
    record Is(Operand field, Operand value) implements KqlNode {}

    /** {@code field > value}. */
    record Range(Operand field, Comparison comparison, Operand bound) implements KqlNode {}

    /** {@code path: { … }}: the fields inside are those of one nested document. */
    record Nested(Operand path, KqlNode inside) implements KqlNode {}

    /** The four comparisons, by their sign and by their name in a range query. */
    enum Comparison {
        GT(">", "gt"),
        GTE(">=", "gte"),
        LT("<", "lt"),
        LTE("<=", "lte");

        private final String sign;
        private final String key;

        Comparison(String sign, String key) {
            this.sign = sign;
            this.key = key;
        }

        public String sign() {
            return sign;
        }

        String key() {
            return key;
        }
    }
}

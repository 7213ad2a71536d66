package dev.tocsin.query;

import java.util.List;
import java.util.Locale;

/** A field name or a value as it stands in KQL. Numbers are text: only Elasticsearch knows what they are. */
public sealed interface Operand {
    /** Unquoted, blanks at both ends taken off, escapes resolved. */
    record Text(String text) implements Operand {}

    /** In double quotes: a phrase, and never a wildcard. */
    record Quoted(String text) implements Operand {}

    /** Unquoted with {@code *}: the literal parts around the stars, so one more than there are stars. */
    record Wildcard(List<String> parts) implements Operand {
        public Wildcard {
            parts = List.copyOf(parts);
            if (parts.size() < 2) {
                throw new IllegalArgumentException("a wildcard without a star: " + parts);
            }
        }

        boolean startsWithStar() {
            return parts.getFirst().isEmpty();
        }

        /** Whether the pattern is one for all of the text. */
        public boolean matches(String text) {
            return matches("", text);
        }

        boolean matches(String prefix, String name) {
            String first = prefix + parts.getFirst();
            String last = parts.getLast();
            if (!name.startsWith(first)) {
                return false;
            }
            int from = first.length();
            for (String part : parts.subList(1, parts.size() - 1)) {
                int found = name.indexOf(part, from);
                if (found < 0) {
                    return false;
                }
                from = found + part.length();
            }
            return name.length() - last.length() >= from && name.endsWith(last);
        }

        String forQueryString() {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                if (i > 0) {
                    out.append('*');
                }
                KqlCharacters.appendForQueryString(out, parts.get(i));
            }
            return out.toString();
        }
    }

    /** Exactly {@code true}, {@code false} or {@code null}, unquoted and in lower case. */
    enum Constant implements Operand {
        TRUE,
        FALSE,
        NULL;

        private final String word = name().toLowerCase(Locale.ROOT);
    }

    /** The plain text, as a field name or as the bound of a range. */
    default String plain() {
        return switch (this) {
            case Text(String text) -> text;
            case Quoted(String text) -> text;
            case Wildcard(List<String> parts) -> String.join("*", parts);
            case Constant constant -> constant.word;
        };
    }

    /** True for a {@code *} alone, which asks for existence. */
    default boolean isLoneStar() {
        return this instanceof Wildcard(List<String> parts)
                && parts.size() == 2
                && parts.getFirst().isEmpty()
                && parts.getLast().isEmpty();
    }
}

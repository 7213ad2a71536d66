package dev.tocsin.query;

import org.jspecify.annotations.Nullable;

/** What a person probably meant at the place where a query stopped making sense, and how to write it. */
final class SyntaxHint {
    private final String text;
    private final int place;

    private SyntaxHint(String text, int place) {
        this.text = text;
        this.place = place;
    }

    static @Nullable String forPlace(String text, int place) {
        SyntaxHint hint = new SyntaxHint(text, place);
        return place >= text.length() ? hint.atEnd() : hint.at(text.charAt(place));
    }

    private @Nullable String atEnd() {
        char before = lastBefore();
        return switch (before) {
            case ':' -> "A value is missing after the colon; field: * asks whether the field is there.";
            case '<', '>', '=' -> "A value is missing after the comparison.";
            default -> isInQuotes() ? "A closing quote is missing." : unclosed();
        };
    }

    private @Nullable String unclosed() {
        int round = 0;
        int braces = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '(' -> round++;
                case ')' -> round--;
                case '{' -> braces++;
                case '}' -> braces--;
                default -> {}
            }
        }
        return round > 0
                ? "A closing parenthesis is missing (%d).".formatted(round)
                : braces > 0 ? "A closing brace is missing (%d).".formatted(braces) : null;
    }

    private @Nullable String at(char c) {
        if (KqlCharacters.isWord(text, place, "not") && KqlCharacters.isSpace(text, place + 3)) {
            return atNot();
        }
        int joiner = KqlCharacters.joinerLength(text, place);
        if (joiner > 0
                && KqlCharacters.trimStart(text.substring(place + joiner)).isEmpty()) {
            return "Nothing follows the " + text.substring(place, place + joiner) + ".";
        }
        return switch (c) {
            case ':' -> atColon();
            case '"' -> atQuote();
            case '\\' ->
                "A backslash escapes only \\ ( ) : < > \" * { } and the words and, or, not; else put the value in"
                        + " quotes.";
            case '<', '>' -> atComparison();
            case '=' -> "Fields are compared as in field: value or field >= 5; there is no = and no ==.";
            case ')' ->
                lastBefore() == '(' ? "The parentheses are empty." : "This closing parenthesis has no opening one.";
            case '(' ->
                wordBefore().matches("(?i)not|and|or")
                        ? "Put a blank between " + wordBefore() + " and the parenthesis."
                        : "Put a text with parentheses in quotes, or write and or or before the group.";
            case '{' -> "Braces stand only after a nested field: items: { name: value }.";
            case '}' -> lastBefore() == '{' ? "The braces are empty." : "This closing brace has no opening one.";
            case '*' -> "A * in quotes or after quotes is no wildcard; leave the quotes away.";
            default -> "Write and or or between two conditions, with blanks around it; quote a text that is one value.";
        };
    }

    private String atNot() {
        String word = wordAround();
        char before = lastBefore();
        if (wordBefore().equalsIgnoreCase("not")) {
            return "not cannot be repeated; write not (not a).";
        }
        if (before == ':') {
            return "Write not before the field: not field: value.";
        }
        return place > 0 && !KqlCharacters.isSpace(text, place - 1) && before != '('
                ? "KQL reads the \"not \" in \"%s\" as the operator not; put the text in quotes: \"%s …\"."
                        .formatted(word, word)
                : "Before not an and or an or is missing; or put the text in quotes if it is one value.";
    }

    private String atColon() {
        if (lastBefore() == ':') {
            return "One colon is enough: field: value.";
        }
        int colon = text.lastIndexOf(':', place - 1);
        if (place == 0 || colon < 0) {
            return "A field name is missing before the colon; a name with special characters goes in quotes.";
        }
        String value = text.substring(colon + 1, place).strip();
        return value.chars().anyMatch(c -> KqlCharacters.isTrimmed((char) c))
                ? "Between two conditions an and or an or is missing; a value with a colon in it goes in quotes."
                : "A value with a colon in it goes in quotes: \"%s:…\".".formatted(value);
    }

    private String atQuote() {
        return text.indexOf('"', place + 1) < 0
                ? "A closing quote is missing, or the quote has to be escaped: \\\"."
                : "Write and or or before the quoted text; a quote inside a value is escaped: \\\".";
    }

    private String atComparison() {
        return lastBefore() == ':'
                ? "Compare without the colon: field >= 5. A text with < or > goes in quotes."
                : "A comparison needs one field and one value: a > 1 and a < 5. A text with < or > goes in quotes.";
    }

    private char lastBefore() {
        for (int i = place - 1; i >= 0; i--) {
            if (!KqlCharacters.isSpace(text, i)) {
                return text.charAt(i);
            }
        }
        return 0;
    }

    private String wordBefore() {
        int end = place;
        while (end > 0 && KqlCharacters.isSpace(text, end - 1)) {
            end--;
        }
        return text.substring(wordStart(end), end);
    }

    private String wordAround() {
        return text.substring(wordStart(place), place + 3);
    }

    private int wordStart(int end) {
        int start = end;
        while (start > 0
                && !KqlCharacters.isSpace(text, start - 1)
                && !KqlCharacters.isSpecial(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private boolean isInQuotes() {
        boolean open = false;
        for (int i = 0; i < place; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                open = !open;
            }
        }
        return open;
    }
}

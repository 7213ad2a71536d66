package dev.tocsin.launcher.rules;

/** Text from logs, rules and servers for a terminal: one line, and nothing in it that a terminal would obey. */
final class PlainText {
    private PlainText() {}

    static String of(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> kept.append(' ');
                case Character.FORMAT, Character.SURROGATE -> {}
                default -> kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }
}

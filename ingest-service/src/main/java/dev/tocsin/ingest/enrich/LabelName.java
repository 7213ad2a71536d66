package dev.tocsin.ingest.enrich;

/**
 * Makes a sender's field name one that Elasticsearch takes below {@code labels}: no empty segment (it would refuse a
 * leading, trailing or double dot), no control character (a NUL separates key and value in a flattened field).
 */
final class LabelName {
    private LabelName() {}

    static String clean(String name) {
        return isClean(name) ? name : cleaned(name);
    }

    private static boolean isClean(String name) {
        char before = '.';
        boolean hasVisible = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean endsSegment = c == '.' && (before == '.' || before == ' ');
            boolean startsBlank = c == ' ' && before == '.';
            if (c < ' ' || endsSegment || startsBlank || (c >= 0x7F && !Character.isLetterOrDigit(c))) {
                return false;
            }
            hasVisible |= c > ' ' && c != '.';
            before = c;
        }
        return hasVisible && before != '.' && before != ' ';
    }

    private static String cleaned(String name) {
        StringBuilder clean = new StringBuilder(name.length() + 4);
        for (String segment : name.split("\\.", -1)) {
            String stripped = segment.strip();
            clean.append(clean.isEmpty() ? "" : ".");
            if (stripped.isEmpty()) {
                clean.append('_');
            }
            stripped.codePoints()
                    .map(c -> Character.isISOControl(c) || isLoneSurrogate(c) ? '_' : c)
                    .forEach(clean::appendCodePoint);
        }
        return clean.toString();
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}

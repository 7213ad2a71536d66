package dev.tocsin.launcher.silences;

import dev.tocsin.alert.route.BadMatcher;
import dev.tocsin.alert.route.Matcher;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Matchers on their way through a shell, which eats quotes. */
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/@=-]+");
    private static final Pattern PARTS = Pattern.compile("([^=!~\"]+)(=~|!~|!=|=)([^\"=~!][^\"]*)");

    private ShellWords() {}

    /** What {@code team="a b"} means, which comes here without quotes; what is no matcher either way stays as it is. */
    static String matcher(String word) {
        java.util.regex.Matcher parts = PARTS.matcher(word);
        if (isMatcher(word) || !parts.matches()) {
            return word;
        }
        String quoted = parts.group(1) + parts.group(2) + '"' + parts.group(3).replace("\\", "\\\\") + '"';
        return isMatcher(quoted) ? quoted : word;
    }

    private static boolean isMatcher(String word) {
        try {
            Matcher.parse(word);
            return true;
        } catch (BadMatcher e) {
            return false;
        }
    }

    /** The matchers of a silence as a person would type them. */
    static String of(JsonObject silence) {
        return silence.getJsonArray("matchers").getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .map(ShellWords::quoted)
                .collect(Collectors.joining(" "));
    }

    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

package dev.tocsin.settings;

import java.io.IOException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;

/**
 * What is wrong with a setting, told so that a person can mend it. Never shows a secret.
 *
 * @param place the file, or the name of a variable; empty if neither is known
 * @param line of the file, from 1; 0 for none
 * @param key such as {@code tocsin.engine.look}; empty where the place or the reason says it
 * @param hint what to do; empty if the reason says it all
 */
record SettingProblem(String place, int line, String key, String reason, String hint) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^:}]+)");

    /**
     * About a value.
     *
     * @param isSet whether a variable is, by its name: then it is where the value is from
     */
    static SettingProblem of(ConfigurationProperty property, String reason, Predicate<String> isSet) {
        return at(
                property.getOrigin(),
                property.getName().toString(),
                String.valueOf(property.getValue()),
                reason,
                isSet);
    }

    /**
     * About a value.
     *
     * @param text of it, as it is written
     * @param isSet whether a variable is, by its name: then it is where the value is from
     */
    static SettingProblem at(@Nullable Origin origin, String key, String text, String reason, Predicate<String> isSet) {
        Matcher reference = REFERENCE.matcher(text);
        if (reference.find()) {
            // What it refers to may be a secret, and lines below the first may show it.
            String first = reason.lines().findFirst().orElse("");
            return isSet.test(reference.group(1))
                    ? new SettingProblem(reference.group(1), 0, "", first, "")
                    : at(origin, key, first, "");
        }
        return at(origin, key, reason, "");
    }

    static SettingProblem at(@Nullable Origin origin, String key, String reason, String hint) {
        return switch (origin) {
            case PropertySourceOrigin source
            when source.getOrigin() != null -> at(source.getOrigin(), key, reason, hint);
            case PropertySourceOrigin source
            when source.getPropertySource() instanceof SystemEnvironmentPropertySource ->
                new SettingProblem(source.getPropertyName(), 0, "", reason, hint);
            case TextResourceOrigin text ->
                new SettingProblem(pathOf(text.getResource()), lineOf(text), key, reason, hint);
            case SystemEnvironmentOrigin variable -> new SettingProblem(variable.getProperty(), 0, "", reason, hint);
            case null, default -> new SettingProblem("", 0, key, reason, hint);
        };
    }

    private static int lineOf(TextResourceOrigin origin) {
        return origin.getLocation() == null ? 0 : origin.getLocation().getLine() + 1;
    }

    /** Empty for what is on no disk. */
    private static String pathOf(@Nullable Resource resource) {
        try {
            return resource == null || !resource.isFile()
                    ? ""
                    : resource.getFile().toPath().normalize().toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** One line; indented below it, what the reason shows of a place within the value. */
    String inWords() {
        String where = place
                + (line == 0 || place.isEmpty() ? "" : ":" + line)
                + (place.isEmpty() || key.isEmpty() ? "" : " ")
                + key;
        return where + (where.isEmpty() ? "" : ": ") + reason + (hint.isEmpty() ? "" : " (" + hint + ")");
    }
}

package dev.tocsin.elastic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Secrets by reference: the variable {@code NAME_FILE} names a file whose text is the value of {@code NAME}. Line ends
 * behind the text do not count. No message shows a secret.
 */
public final class SecretFiles {
    private static final String SUFFIX = "_FILE";

    private SecretFiles() {}

    /**
     * The values of those names that come from files.
     *
     * @throws SettingsRefused naming the variable, if its file cannot be read or is empty, or if both
     *     variables are set
     */
    public static Map<String, String> read(Map<String, String> environment, Collection<String> names) {
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            String file = environment.getOrDefault(name + SUFFIX, "").strip();
            if (file.isEmpty()) {
                continue;
            }
            if (!environment.getOrDefault(name, "").isBlank()) {
                throw new SettingsRefused("both " + name + " and " + name + SUFFIX + " are set: use one");
            }
            values.put(name, text(name + SUFFIX, file));
        }
        return Map.copyOf(values);
    }

    /** A path for people; a secret that stands in its place is not one. */
    static String shown(String path) {
        boolean isPath = !path.contains("-----BEGIN") && path.chars().noneMatch(Character::isISOControl);
        return isPath ? path : "no path (it wants the path of a file, not what that holds)";
    }

    private static String text(String variable, String file) {
        String text;
        try {
            text = Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new SettingsRefused(variable + " names " + shown(file) + ", which cannot be read: "
                    + e.getClass().getSimpleName());
        }
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        if (text.substring(0, end).isBlank()) {
            throw new SettingsRefused(variable + " names " + file + ", which is empty");
        }
        return text.substring(0, end);
    }
}

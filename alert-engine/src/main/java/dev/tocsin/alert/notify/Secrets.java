package dev.tocsin.alert.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in {@code ${env:NAME}} and {@code ${file:name}}; files only from one folder. */
final class Secrets {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");

    private final Map<String, String> environment;
    private final Path folder;

    Secrets(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** A reference leads nowhere; the message names it and never a value. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String hint;

        Missing(String message, String hint) {
            super(message, null, false, false);
            this.hint = hint;
        }

        String hint() {
            return hint;
        }
    }

    /** @throws Missing if a reference leads nowhere */
    String fillIn(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(2);
            String value = matcher.group(1).equals("env") ? variable(name) : file(name);
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new Missing("the environment variable " + name + ", which is not set", "export " + name + "=...");
        }
        return value.strip();
    }

    private String file(String name) {
        try {
            Path root = folder.toRealPath();
            // The real path, so that neither ".." nor a symbolic link leads out of the folder.
            Path file = root.resolve(name).toRealPath();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                throw new Missing(
                        "the secret file " + name + ", which is not inside the secrets folder",
                        "put it into " + folder);
            }
            return Files.readString(file).strip();
        } catch (IOException | InvalidPathException e) {
            throw new Missing("the secret file " + name + ", which cannot be read", "put it into " + folder);
        }
    }
}

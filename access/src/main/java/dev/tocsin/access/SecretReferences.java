package dev.tocsin.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in {@code ${env:NAME}} and {@code ${file:name}}; files only from one folder. */
public final class SecretReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{((?:env|file):[^}]*)}");
    private static final String ENV = "env:";
    private static final String FILE = "file:";
    private static final int LARGEST = 64 * 1_024;

    private final Map<String, String> environment;
    private final Path folder;

    /** @param folder of the secret files; it need not be there before one is asked for */
    public SecretReferences(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** @throws SecretMissing if a reference leads nowhere */
    public String fillIn(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(valueOf(matcher.group(1))));
        }
        return matcher.appendTail(filled).toString();
    }

    /**
     * What the references in a text stand for, in order.
     *
     * @throws SecretMissing if one leads nowhere
     */
    public List<String> valuesIn(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(reference -> valueOf(reference.group(1)))
                .toList();
    }

    /** What stands between the braces of the references in a text, in order. */
    public static List<String> in(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(reference -> reference.group(1))
                .toList();
    }

    /** Whether it is what stands between the braces of a reference. */
    public static boolean isReference(String text) {
        return text.startsWith(ENV) || text.startsWith(FILE);
    }

    /**
     * The value of {@code env:NAME} or {@code file:name}, without white space around it.
     *
     * @throws SecretMissing if it leads nowhere
     */
    public String valueOf(String reference) {
        return reference.startsWith(ENV)
                ? variable(reference.substring(ENV.length()))
                : file(reference.substring(FILE.length()));
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new SecretMissing(
                    "the environment variable " + name + ", which is not set", "export " + name + "=...");
        }
        return value.strip();
    }

    private String file(String name) {
        String value;
        try {
            Path root = folder.toRealPath();
            // The real path, so that neither ".." nor a symbolic link leads out of the folder.
            Path file = root.resolve(name).toRealPath();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                throw new SecretMissing(
                        "the secret file " + name + ", which is not inside the secrets folder",
                        "put it into " + folder);
            }
            if (Files.size(file) > LARGEST) {
                throw new SecretMissing(
                        "the secret file " + name + ", which is too large for a secret", "64 KB at most");
            }
            value = Files.readString(file).strip();
        } catch (IOException | InvalidPathException e) {
            throw new SecretMissing("the secret file " + name + ", which cannot be read", "put it into " + folder);
        }
        if (value.isEmpty()) {
            throw new SecretMissing("the secret file " + name + ", which is empty", "write the secret into it");
        }
        return value;
    }
}

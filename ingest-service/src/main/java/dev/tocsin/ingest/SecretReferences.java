package dev.tocsin.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

/**
 * Resolves <code>${env:NAME}</code> and <code>${file:name}</code> in the settings; files only from the folder
 * {@code secrets} of the configuration. What is not there is an error: without this, Spring would take the text behind
 * the colon for the value, so that a token would be the name of its variable.
 */
final class SecretReferences extends PropertySource<Path> {
    private static final String ENV = "env:";
    private static final String FILE = "file:";

    private final Map<String, String> environment;

    SecretReferences(Path config, Map<String, String> environment) {
        super("secret references", config.resolve("secrets").toAbsolutePath().normalize());
        this.environment = environment;
    }

    @Override
    public @Nullable Object getProperty(String name) {
        if (name.startsWith(ENV)) {
            String value = environment.get(name.substring(ENV.length()));
            if (value == null) {
                throw new IllegalStateException("${" + name + "}: this variable is not set");
            }
            return value;
        }
        return name.startsWith(FILE) ? read(name) : null;
    }

    private String read(String name) {
        Path file = getSource().resolve(name.substring(FILE.length())).normalize();
        if (!file.startsWith(getSource())) {
            throw new IllegalStateException("${" + name + "}: secrets are read from " + getSource() + " only");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException("${" + name + "}: cannot read " + file, e);
        }
    }
}

package dev.tocsin.launcher.desk;

import dev.tocsin.access.HeaderToken;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the token for writes is: never an argument, which everybody on the machine can read. */
final class EngineToken {
    private static final String VALUE = "TOCSIN_ENGINE_TOKEN";
    private static final String FILE = "TOCSIN_ENGINE_TOKEN_FILE";

    private EngineToken() {}

    /** @throws Problem if it cannot be read or sent, which does not show it */
    static Optional<String> from(Map<String, String> environment) {
        Optional<String> token = read(environment);
        token.flatMap(given -> HeaderToken.trouble(VALUE, given)).ifPresent(trouble -> {
            throw new Problem(trouble);
        });
        return token;
    }

    private static Optional<String> read(Map<String, String> environment) {
        String value = environment.getOrDefault(VALUE, "").strip();
        String file = environment.getOrDefault(FILE, "").strip();
        if (!value.isEmpty() || file.isEmpty()) {
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new Problem(FILE + " names " + file + ", which cannot be read", e);
        }
    }

    static String howToSet() {
        return "set " + VALUE + ", or " + FILE + " to a file that holds it (./tocsin token new makes one)";
    }
}

package dev.tocsin.launcher.desk;

import dev.tocsin.access.HeaderToken;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the token for a service is: never an argument, which everybody on the machine can read. */
final class ServiceToken {
    private ServiceToken() {}

    /** @throws Problem if it cannot be read or sent, which does not show it */
    static Optional<String> from(ServiceName name, Map<String, String> environment) {
        Optional<String> token = read(name, environment);
        token.flatMap(given -> HeaderToken.trouble(name.variables().token(), given))
                .ifPresent(trouble -> {
                    throw new Problem(trouble);
                });
        return token;
    }

    private static Optional<String> read(ServiceName name, Map<String, String> environment) {
        String value = environment.getOrDefault(name.variables().token(), "").strip();
        String file = environment.getOrDefault(name.variables().tokenFile(), "").strip();
        if (!value.isEmpty() || file.isEmpty()) {
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new Problem(name.variables().tokenFile() + " names " + file + ", which cannot be read", e);
        }
    }

    static String howToSet(ServiceName name) {
        return "set " + name.variables().token() + ", or " + name.variables().tokenFile()
                + " to a file that holds it (./tocsin token new makes one)";
    }
}

package dev.tocsin.access;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the TLS material of one door lies, in PEM.
 *
 * @param certificate the server's, then those that signed it, up to but without the root
 * @param key the server's private key: PKCS #8, not encrypted
 * @param clientCa who signs the certificates of clients, which are demanded then; null: clients need none
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa) {
    /**
     * From settings in which an empty text stands for nothing; empty without a certificate.
     *
     * @param name of the settings, for the error
     * @throws TlsRefused if one is there and another is missing, or if one is no path
     */
    public static Optional<TlsFiles> of(String name, String certificate, String key, String clientCa) {
        if (certificate.isBlank() && key.isBlank() && clientCa.isBlank()) {
            return Optional.empty();
        }
        if (certificate.isBlank() || key.isBlank()) {
            throw new TlsRefused(name + ": TLS needs both a certificate and a key; the "
                    + (certificate.isBlank() ? "certificate" : "key") + " is not set");
        }
        return Optional.of(new TlsFiles(
                path(name, "certificate", certificate),
                path(name, "key", key),
                clientCa.isBlank() ? null : path(name, "client CA", clientCa)));
    }

    private static Path path(String name, String what, String text) {
        if (!PemFile.isPath(text.strip())) {
            throw new TlsRefused(
                    name + ": the " + what + " is no path: set the path of a file in PEM, not what it holds");
        }
        return Path.of(text.strip());
    }

    List<Path> all() {
        return clientCa == null ? List.of(certificate, key) : List.of(certificate, key, clientCa);
    }
}

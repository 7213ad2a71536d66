package dev.tocsin.launcher.desk;

import dev.tocsin.access.ClientTls;
import dev.tocsin.access.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the way to a service: whom we trust, what we show, and in words what went wrong.
 *
 * @param authorities of {@code TOCSIN_ENGINE_CA} or its like; null: those that this Java knows
 * @param own the pair of {@code TOCSIN_ENGINE_CLIENT_CERT} and {@code TOCSIN_ENGINE_CLIENT_KEY}; null without
 */
record ServiceTls(
        ServiceName name,
        @Nullable Path authorities,
        @Nullable TlsFiles own) {
    static ServiceTls from(ServiceName name, Map<String, String> environment) {
        String ca = environment.getOrDefault(name.variables().ca(), "").strip();
        return new ServiceTls(
                name,
                ca.isEmpty() ? null : Path.of(ca),
                TlsFiles.of(
                                name.variables().certificate() + " and "
                                        + name.variables().key(),
                                environment.getOrDefault(name.variables().certificate(), ""),
                                environment.getOrDefault(name.variables().key(), ""),
                                "")
                        .orElse(null));
    }

    /** For one somewhere. */
    SSLContext trusting(Instant now) {
        return ClientTls.trusting(authorities, own, now);
    }

    /** For one of this machine, whose certificate lies here. */
    SSLContext recognising(Path certificate, Instant now) {
        return ClientTls.recognising(certificate, own, now);
    }

    /** What to do about a failure; empty if it has nothing to do with TLS. */
    Optional<String> inWords(URI address, IOException failure) {
        if (!address.getScheme().equals("https")) {
            return Optional.empty();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> words = inWords(address, cause);
            if (words.isPresent()) {
                return words;
            }
        }
        return Optional.empty();
    }

    private Optional<String> inWords(URI address, Throwable cause) {
        String said = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("shows a certificate that has expired: give it a new one (" + said + ")");
        }
        if (cause instanceof CertPathBuilderException) {
            return Optional.of(
                    authorities == null
                            ? "shows a certificate of nobody that this Java knows: set "
                                    + name.variables().ca() + " to the PEM file of the CA that signed it"
                            : "shows a certificate that the CA in " + authorities + " ("
                                    + name.variables().ca() + ") has not signed");
        }
        if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
            return Optional.of("shows a certificate that is not for " + address.getHost()
                    + ": ask by a name that stands in it (" + said + ")");
        }
        if (said.contains("recognized SSL message")) {
            return Optional.of("speaks no TLS: write http:// instead of https://");
        }
        boolean isAboutOurs = said.contains("Received fatal alert: ")
                && (said.contains("certificate") || said.contains("unknown_ca"));
        return isAboutOurs ? Optional.of(aboutOurs()) : Optional.empty();
    }

    /** What one says that hangs up because of our certificate, or because we have none. */
    String aboutOurs() {
        return own == null ? wantsOurs() : refusesOurs(own);
    }

    private String wantsOurs() {
        return "wants a client certificate: set " + name.variables().certificate() + " and "
                + name.variables().key() + " to PEM files of one that its client"
                + " CA has signed";
    }

    private String refusesOurs(TlsFiles own) {
        return "does not accept our certificate in " + own.certificate() + " ("
                + name.variables().certificate() + "): is it of its client CA, and valid?";
    }
}

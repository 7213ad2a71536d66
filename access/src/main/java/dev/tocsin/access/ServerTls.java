package dev.tocsin.access;

import dev.tocsin.access.TlsMaterial.Look;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS for one door, read again when somebody looks: new connections then get the new certificate, open ones keep theirs.
 * Files that are being written, or do not fit together, change nothing until they do. A certificate that has expired is
 * shown all the same, and told of: whether that will do is for the client to say. Thread-safe.
 */
public final class ServerTls {
    /** Of the stores below, which are in memory only: it protects nothing, but stores want one. */
    public static final String STORE_PASSWORD = "in-memory";

    /** Time enough for who renews by hand. */
    private static final Duration SOON = Duration.ofDays(14);

    private static final Duration TOLD_AGAIN = Duration.ofDays(1);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final TlsFiles files;
    private final FileRest rest;
    private String refusal = "";
    private Reload told = new Reload.Unchanged();
    private Instant toldAt = Instant.EPOCH;
    private volatile InForce inForce;

    private record InForce(TlsMaterial material, SSLContext context) {
        InForce(TlsMaterial material) {
            this(material, material.context());
        }
    }

    private ServerTls(TlsFiles files, TlsMaterial material) {
        this.files = files;
        this.rest = new FileRest(files.all().toArray(Path[]::new));
        this.inForce = new InForce(material);
    }

    /** @throws TlsRefused naming the files and what is wrong; not for certificates that are not valid now */
    public static ServerTls open(TlsFiles files) {
        return new ServerTls(files, TlsMaterial.of(Look.at(files)));
    }

    /** Looks at the files. */
    public synchronized Reload readAgain(Instant now) {
        Look look = Look.at(files);
        if (!rest.isAtRest(look, now)) {
            return unchanged(now);
        }
        boolean isMended = !refusal.isEmpty();
        try {
            if (look.equals(inForce.material().look())) {
                refusal = "";
                return isMended ? new Reload.Taken("the same certificate as before") : unchanged(now);
            }
            take(TlsMaterial.of(look), now);
            return new Reload.Taken("the certificate of "
                    + inForce.material().chain().getFirst().getSubjectX500Principal() + ", valid until " + expires());
        } catch (TlsRefused e) {
            String reason = String.valueOf(e.getMessage());
            boolean isTold = reason.equals(refusal);
            refusal = reason;
            return isTold ? unchanged(now) : new Reload.Refused(reason);
        }
    }

    private void take(TlsMaterial read, Instant now) {
        List<String> problems = read.outOfTime(now);
        if (!problems.isEmpty() && inForce.material().outOfTime(now).isEmpty()) {
            throw new TlsRefused(String.join("\n", problems));
        }
        inForce = new InForce(read);
        refusal = "";
    }

    /** What people should know of what is in force: when it becomes so, and once a day. */
    private Reload unchanged(Instant now) {
        Reload standing = standing(now);
        if (standing.equals(told) && now.isBefore(toldAt.plus(TOLD_AGAIN))) {
            return new Reload.Unchanged();
        }
        told = standing;
        toldAt = now;
        return standing;
    }

    private Reload standing(Instant now) {
        Optional<String> outOfTime = outOfTime(now);
        if (outOfTime.isPresent()) {
            return new Reload.OutOfTime(outOfTime.get());
        }
        Instant end = expires();
        return now.isBefore(end.minus(SOON))
                ? new Reload.Unchanged()
                : new Reload.EndsSoon("the certificate in " + files.certificate() + " is valid until " + end
                        + ": after that clients refuse it");
    }

    /** What of the certificates in force is not valid now, and what to do about it; empty if all are. */
    public Optional<String> outOfTime(Instant now) {
        List<String> problems = new ArrayList<>();
        for (String problem : inForce.material().outOfTime(now)) {
            problems.add(
                    problem + ": clients refuse it; put a new one in its place, it is taken while the service runs");
        }
        for (String problem : inForce.material().authoritiesOutOfTime(now)) {
            problems.add(problem
                    + ": who has a certificate of it gets in all the same; take it out, or put a new one in its place");
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", problems));
    }

    /** For one connection that came in. */
    public SSLEngine newEngine() {
        InForce now = inForce;
        SSLEngine engine = now.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(demandsClientCertificate());
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** What is spoken, newest first. */
    public static List<String> protocols() {
        return PROTOCOLS;
    }

    /** Whether clients have to show a certificate of an authority that we know. */
    public boolean demandsClientCertificate() {
        return files.clientCa() != null;
    }

    /** When the first certificate of the chain in force ends. */
    public Instant expires() {
        return inForce.material().expires();
    }

    /** What is in force, for servers that make their own contexts: one key. */
    public KeyStore keyStore() {
        return inForce.material().keyStore();
    }

    /** The client authorities in force, for servers that make their own contexts; null without. */
    public @Nullable KeyStore trustStore() {
        return inForce.material().trustStore();
    }
}

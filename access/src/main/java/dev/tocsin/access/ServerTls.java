package dev.tocsin.access;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS for one door, read again when somebody looks: new connections then get the new certificate, open ones keep theirs.
 * Files that do not fit together change nothing until they do. Thread-safe.
 */
public final class ServerTls {
    /** Of the stores below, which are in memory only: it protects nothing, but stores want one. */
    public static final String STORE_PASSWORD = "in-memory";

    /** Time enough for who renews by hand; told once a day. */
    private static final Duration SOON = Duration.ofDays(14);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final TlsFiles files;
    private List<String> seen;
    private String refusal = "";
    private Instant nextReminder = Instant.EPOCH;
    private volatile InForce inForce;

    private record InForce(TlsMaterial material, SSLContext context) {}

    private ServerTls(TlsFiles files, TlsMaterial material) {
        this.files = files;
        this.seen = material.texts();
        this.inForce = new InForce(material, material.context());
    }

    /** @throws TlsRefused naming the files and what is wrong */
    public static ServerTls open(TlsFiles files, Instant now) {
        return new ServerTls(files, TlsMaterial.read(files, now));
    }

    /** Looks at the files. */
    public synchronized Reload readAgain(Instant now) {
        try {
            TlsMaterial read = TlsMaterial.read(files, now);
            boolean isMended = !refusal.isEmpty();
            refusal = "";
            if (read.texts().equals(seen)) {
                return isMended ? new Reload.Taken("the same certificate as before") : unchanged(now);
            }
            inForce = new InForce(read, read.context());
            seen = read.texts();
            return new Reload.Taken("the certificate of "
                    + read.chain().getFirst().getSubjectX500Principal() + ", valid until " + read.expires());
        } catch (TlsRefused e) {
            String reason = String.valueOf(e.getMessage());
            boolean isTold = reason.equals(refusal);
            refusal = reason;
            return isTold ? unchanged(now) : new Reload.Refused(reason);
        }
    }

    private Reload unchanged(Instant now) {
        Instant end = expires();
        if (now.isBefore(end.minus(SOON)) || now.isBefore(nextReminder)) {
            return new Reload.Unchanged();
        }
        nextReminder = now.plus(Duration.ofDays(1));
        return new Reload.EndsSoon("the certificate in " + files.certificate() + " is valid until " + end
                + ": after that clients refuse it, and the service does not start");
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

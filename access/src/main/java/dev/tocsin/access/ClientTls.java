package dev.tocsin.access;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS for who asks a door: what it trusts, and what it shows of itself. */
public final class ClientTls {
    private ClientTls() {}

    /**
     * Trusts servers by who signed their certificates; the names in these count.
     *
     * @param authorities who may have signed, in PEM; null: those that this Java knows
     * @param own the client's own pair; null: it shows none
     * @throws TlsRefused naming the files and what is wrong
     */
    public static SSLContext trusting(@Nullable Path authorities, @Nullable TlsFiles own, Instant now) {
        return context(
                own,
                authorities == null
                        ? null
                        : TlsMaterial.trustManagers(TlsMaterial.store("ca", validNow(PemFile.read(authorities), now))),
                now);
    }

    /**
     * Trusts the one certificate that stands first in a file, whatever name it is for and however long it is valid: who
     * shows it has its key.
     *
     * @param certificate in PEM, as the server has it
     * @param own the client's own pair; null: it shows none
     * @throws TlsRefused naming the files and what is wrong
     */
    public static SSLContext recognising(Path certificate, @Nullable TlsFiles own, Instant now) {
        X509Certificate known = PemFile.read(certificate).certificates().getFirst();
        return context(own, new TrustManager[] {new Recognised(known)}, now);
    }

    /** Who is refused is told why here: the server's answer would say less. */
    private static List<X509Certificate> validNow(PemFile file, Instant now) {
        List<X509Certificate> certificates = file.certificates();
        requireNone(TlsMaterial.outOfTime(file, certificates, now));
        return certificates;
    }

    private static TlsMaterial validNow(TlsFiles own, Instant now) {
        TlsMaterial material = TlsMaterial.of(TlsMaterial.Look.at(own));
        requireNone(material.outOfTime(now));
        return material;
    }

    private static void requireNone(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new TlsRefused(String.join("\n", problems));
        }
    }

    private static SSLContext context(@Nullable TlsFiles own, TrustManager @Nullable [] trust, Instant now) {
        KeyStore keys = own == null ? null : validNow(own, now).keyStore();
        try {
            KeyManager[] shown = keys == null ? null : TlsMaterial.keyManagers(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsRefused("this Java cannot use the certificate: " + e.getMessage());
        }
    }

    /** An extended one, so that Java does not compare names on its behalf. */
    private static final class Recognised extends X509ExtendedTrustManager {
        private final X509Certificate known;

        private Recognised(X509Certificate known) {
            this.known = known;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (!chain[0].equals(known)) {
                throw new CertificateException("it shows another certificate than the one of its file: that of "
                        + chain[0].getSubjectX500Principal());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this end is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return List.of(known).toArray(X509Certificate[]::new);
        }
    }
}
